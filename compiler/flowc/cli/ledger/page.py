"""A build's figures as a page: one HTML file that needs no other."""

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from flowc import __version__
from flowc.cli.ledger.book import Book
from flowc.cli.ledger.text import made

TEMPLATE = "page.html"


def page(book: Book) -> str:
    """Return the page."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["bytes"] = "{:,}".format
    text = files("flowc.cli.ledger").joinpath(TEMPLATE).read_text()
    return environment.from_string(text).render(
        book=book,
        version=__version__,
        longest=max((stage.seconds for stage in book.stages), default=0) or 1,
        largest=max((part.wasm for part in book.parts), default=0) or 1,
        made=made,
    )
