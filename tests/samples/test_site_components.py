"""The site's components against the reference: pages on any text, Markdown on real documents."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import build
from samples.site import reference
from tests.samples.direct import Interface

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = build.SAMPLES.parent
DOCUMENTS = sorted(ROOT.glob("*.md")) + sorted(build.SAMPLES.glob("*/README.md"))
TEXT = st.text(max_size=12) | st.text("ab<>&\"' -", max_size=12)
ENTRIES = st.fixed_dictionaries({"depth": st.integers(0, 255), "text": TEXT, "anchor": TEXT})
PAGES = st.fixed_dictionaries(
    {"title": TEXT, "site": TEXT, "contents": st.lists(ENTRIES, max_size=4), "body": TEXT}
)
TRICKY = """# A *first* `title`

Some <b>html</b>, ~~struck~~ and [a link](https://example.org "t").

## Setup
## Setup
### Setup 1
## !?

| a | b |
|---|---|
| 1 | é |
"""


@cache
def component(name: str) -> Interface:
    source = next(source for source in build.sources() if source.stem == name)
    path = build.ensure(source) if source.suffix == ".py" else build.target(source)
    return Interface(path, f"site:{name}/{name}@0.1.0")


@pytest.fixture(scope="module", autouse=True)
def _released() -> Iterator[None]:
    """Lets go of the instances while the engine's library is still there to free them."""
    yield
    component.cache_clear()


def call(name: str, function: str, *arguments: Any) -> Any:
    return component(name).call(function, *arguments)


@given(TEXT)
def test_slug_of_any_title(title: str) -> None:
    assert call("pages", "slug", title) == reference.slug(title)


@pytest.mark.parametrize(
    ("title", "slug"), [("", "page"), ("¿?", "page"), ("  What's new?", "what-s-new"), ("A1", "a1")]
)
def test_slugs_by_hand(title: str, slug: str) -> None:
    assert call("pages", "slug", title) == slug == reference.slug(title)


@given(PAGES)
def test_wrap_of_any_page(page: dict[str, Any]) -> None:
    assert call("pages", "wrap", page) == reference.wrap(page)


def test_only_the_body_may_hold_html() -> None:
    evil = "<script>"
    entry = {"depth": 0, "text": evil, "anchor": f'"{evil}'}
    page = {"title": evil, "site": evil, "contents": [entry], "body": "<p>fine</p>"}
    html = call("pages", "wrap", page)
    assert evil not in html
    assert "<p>fine</p>" in html


def test_a_large_body_passes() -> None:
    page = {"title": "t", "site": "s", "contents": [], "body": "x" * 1_000_000}
    assert call("pages", "wrap", page) == reference.wrap(page)


def test_the_reference_renders_what_the_tricky_document_holds() -> None:
    page = reference.render(TRICKY)
    assert page["title"] == "A first title"
    for piece in ('id="setup-1"', 'id="setup-1-1"', 'id="section"', "&lt;b&gt;", "<s>struck</s>"):
        assert piece in page["html"]


@pytest.mark.slow
@pytest.mark.parametrize("text", [TRICKY, "", *(path.read_text() for path in DOCUMENTS)])
def test_markdown_as_the_library_outside_the_sandbox_does_it(text: str) -> None:
    assert call("markdown", "render", text) == reference.render_markdown(text)
