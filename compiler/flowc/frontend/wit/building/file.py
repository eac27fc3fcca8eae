"""Builds a file: its packages, interfaces and worlds."""

from flowc.frontend import errors
from flowc.frontend.parsing.building.children import Children, Refused, name_of, nodes, span_of
from flowc.frontend.wit import tree
from flowc.frontend.wit.building.items import start_of


class Files:
    """The rules of a file, down to interfaces and worlds."""

    def file(self, c: Children) -> tree.File:
        """Sort what the file holds; its path is filled in by `parse`."""
        header: tree.Header | None = None
        for index, one in enumerate(c):
            if isinstance(one, tree.Header):
                if index:
                    raise Refused(errors.MisplacedHeader(span=one.span))
                header = one
        items = tuple(
            one for one in c if isinstance(one, (tree.Interface, tree.World, tree.Shorthand))
        )
        nested = tuple(one for one in c if isinstance(one, tree.Nested))
        return tree.File("", header, items, nested)

    def header(self, c: Children) -> tree.Header:
        """`package owner:name@version;`."""
        return tree.Header(c[1], c[0].doc, span_of(c))

    def nested(self, c: Children) -> tree.Nested:
        """`package owner:name@version { items }`."""
        return tree.Nested(c[1], nodes(c[3:-1]), c[0].doc, span_of(c))

    def shorthand(self, c: Children) -> tree.Shorthand:
        """`use path as name;`."""
        gates, _, start = start_of(c[0], c[1])
        alias = None if c[4] is None else name_of(c[4])
        return tree.Shorthand(c[2], alias, gates, start.to(c[-1].span))

    def interface(self, c: Children) -> tree.Interface:
        """`interface name { members }`."""
        gates, doc, start = start_of(c[0], c[1])
        return tree.Interface(name_of(c[2]), nodes(c[4:]), gates, doc, start.to(c[-1].span))

    def world(self, c: Children) -> tree.World:
        """`world name { members }`."""
        gates, doc, start = start_of(c[0], c[1])
        return tree.World(name_of(c[2]), nodes(c[4:]), gates, doc, start.to(c[-1].span))
