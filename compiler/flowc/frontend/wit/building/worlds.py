"""Builds what a world imports, exports and includes."""

from flowc.frontend.parsing.building.children import Children, name_of, nodes, span_of
from flowc.frontend.parsing.tokens import Token
from flowc.frontend.wit import tree
from flowc.frontend.wit.building.items import several, start_of


class Worlds:
    """The rules of what worlds hold."""

    def reference(self, c: Children) -> tree.Outside:
        """`import path;`."""
        return _outside(c, None, c[2])

    def named_reference(self, c: Children) -> tree.Outside:
        """`import name: path;`."""
        return _outside(c, c[2], c[4])

    def plain_function(self, c: Children) -> tree.Outside:
        """`import name: func();`."""
        return _outside(c, c[2], c[4])

    def inline_interface(self, c: Children) -> tree.Outside:
        """`import name: interface { members }`."""
        inline = tree.Inline(nodes(c[6:]), c[4].span.to(c[-1].span))
        return _outside(c, c[2], inline)

    def include(self, c: Children) -> tree.Include:
        """`include path;` or `include path with { a as b }`."""
        gates, _, start = start_of(c[0], c[1])
        span = start.to(c[-1].span)
        if len(c) == 4:  # noqa: PLR2004 - gates, `include`, path and `;`
            return tree.Include(c[2], (), gates, span)
        renamings = several(c[5:-1], "`with`", "renaming", c[4].span.to(c[-1].span))
        return tree.Include(c[2], renamings, gates, span)

    def renaming(self, c: Children) -> tree.Renaming:
        """Make `a as b`."""
        return tree.Renaming(name_of(c[0]), name_of(c[2]), span_of(c))


def _outside(
    c: Children, name: Token | None, item: tree.Path | tree.Signature | tree.Inline
) -> tree.Outside:
    gates, doc, start = start_of(c[0], c[1])
    span = start.to(c[-1].span)
    named = None if name is None else name_of(name)
    return tree.Outside(c[1].text, named, item, gates, doc, span)
