"""The page at `/`: static files, which know nothing of the flows and are given to everybody.

They ask the server for the catalogue, with a token if one is demanded, and nobody else for
anything: the content security policy allows no other source, and no script within the page.
"""

from importlib.resources import files

from flowrt.serve.exchange import Answer, Exchange, Headers
from flowrt.serve.paths import Endpoint, Paths

FOLDER = "/page/"
_MEDIA = {
    "css": b"text/css; charset=utf-8",
    "html": b"text/html; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "svg": b"image/svg+xml",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Headers = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-cache"),
)


def add_page(paths: Paths) -> None:
    """Add the page and its parts."""
    for file in files("flowrt").joinpath("page").iterdir():
        path = "/" if file.name == "page.html" else FOLDER + file.name
        media = _MEDIA[file.name.rpartition(".")[2]]
        paths.add("GET", path, _given(Answer(file.read_bytes(), 200, media, _HEADERS)))


def _given(answer: Answer) -> Endpoint:
    async def give(_: Exchange) -> Answer:
        return answer

    return give
