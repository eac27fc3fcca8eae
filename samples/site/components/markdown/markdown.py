"""site:markdown@0.1.0: Markdown to HTML with markdown-it-py."""

# The bindings exist only while componentize-py builds, so mypy cannot see them.
# mypy: disable-error-code="import-not-found,misc"
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from wit_world import exports
from wit_world.exports.markdown import Document, Heading

if TYPE_CHECKING:
    from markdown_it.token import Token

PARSER = MarkdownIt("js-default")


class Markdown(exports.Markdown):
    """The exported interface."""

    def render(self, text: str) -> Document:
        """Render a document and list its headings."""
        tokens = PARSER.parse(text)
        headings = anchored(tokens)
        title = next((heading.text for heading in headings if heading.level == 1), None)
        html = PARSER.renderer.render(tokens, PARSER.options, {})
        return Document(title, headings, len(text.split()), html)


def anchored(tokens: list[Token]) -> list[Heading]:
    """Give every heading an id; the second `setup` becomes `setup-1`."""
    headings: list[Heading] = []
    taken: set[str] = set()
    for opening, inline in zip(tokens, tokens[1:], strict=False):
        if opening.type == "heading_open":
            text = "".join(child.content for child in inline.children or ())
            anchor = free(re.sub(r"\W+", "-", text.lower()).strip("-") or "section", taken)
            opening.attrSet("id", anchor)
            headings.append(Heading(int(opening.tag[1:]), text, anchor))
    return headings


def free(base: str, taken: set[str]) -> str:
    """Number a name until nobody has it, then take it."""
    name, number = base, 0
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
