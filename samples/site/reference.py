"""The site job in plain Python with the same library: Markdown in, the flow's record out."""

from __future__ import annotations

import html
import json
import re
import sys
from typing import Any

from markdown_it import MarkdownIt

PARSER = MarkdownIt("js-default")


def render(text: str, site: str = "flowc") -> dict[str, Any]:
    """Render a document as a whole HTML page with a table of contents."""
    document = render_markdown(text)
    title = "Untitled" if document["title"] is None else document["title"]
    contents = [
        {"depth": heading["level"] - 1, "text": heading["text"], "anchor": heading["anchor"]}
        for heading in document["headings"]
    ]
    page = {"title": title, "site": site, "contents": contents, "body": document["html"]}
    return {
        "title": title,
        "slug": slug(title),
        "headings": len(contents),
        "minutes": -(-document["words"] // 200),
        "html": wrap(page),
    }


def render_markdown(text: str) -> dict[str, Any]:
    """Render the body; headings get ids, numbered from the second of a name on."""
    tokens = PARSER.parse(text)
    headings: list[dict[str, Any]] = []
    for number, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        words = "".join(child.content for child in tokens[number + 1].children or ())
        anchor = _unused(words, {heading["anchor"] for heading in headings})
        token.attrSet("id", anchor)
        headings.append({"level": int(token.tag[1]), "text": words, "anchor": anchor})
    return {
        "title": next((found["text"] for found in headings if found["level"] == 1), None),
        "headings": headings,
        "words": len(text.split()),
        "html": PARSER.renderer.render(tokens, PARSER.options, {}),
    }


def _unused(text: str, taken: set[str]) -> str:
    base = re.sub(r"\W+", "-", text.lower()).strip("-") or "section"
    candidates = [base, *(f"{base}-{number}" for number in range(1, len(taken) + 1))]
    return next(name for name in candidates if name not in taken)


def slug(title: str) -> str:
    """Make a file name out of a title."""
    lower = "".join(letter.lower() if letter.isascii() else "-" for letter in title)
    return re.sub(r"[^a-z0-9]+", "-", lower).strip("-") or "page"


def wrap(page: dict[str, Any]) -> str:
    """Put a page around a body; all but the body is escaped."""
    title, site = (html.escape(page[key]).replace("&#x27;", "'") for key in ("title", "site"))
    lines = ["<!doctype html>", "<html>", "<head>", '<meta charset="utf-8">']
    lines += [f"<title>{title} · {site}</title>", "</head>", "<body>"]
    if page["contents"]:
        lines += ["<nav>", "<ul>", *map(_item, page["contents"]), "</ul>", "</nav>"]
    return "\n".join([*lines, "<main>", f"{page['body']}</main>", "</body>", "</html>", ""])


def _item(entry: dict[str, Any]) -> str:
    anchor, text = (html.escape(entry[key]).replace("&#x27;", "'") for key in ("anchor", "text"))
    return f'<li class="depth-{min(entry["depth"], 9)}"><a href="#{anchor}">{text}</a></li>'


if __name__ == "__main__":
    json.dump(render(sys.stdin.read()), sys.stdout, ensure_ascii=False)
