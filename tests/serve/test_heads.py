"""A head that is read without a parser reads the same to uvicorn's parser."""

import httptools
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flowrt.serve.heads import Head, plain

FIELDS = (
    b"host: localhost", b"Content-Type: application/json", b"content-length: 3", b"accept: */*",
    b"Connection: Keep-Alive", b"user-agent: a b\tc", b"x-a:1", b'x_y: "{}"', b"origin: null",
    b"authorization: Bearer a", b"proxy-connection: keep-alive",
)  # fmt: skip
ODD = (
    b"content-length: 3 ", b"content-length: +3", b"content-length: 0x3", b"content-length: -3",
    b"content-length:", b"content-length: 3\t", b"content-length:  3", b"content-length: 3, 3",
    b"transfer-encoding: chunked", b"Transfer-Encoding: identity", b"transfer-encoding : chunked",
    b"connection: close", b"connection: ", b"connection: upgrade", b"upgrade: h2c",
    b"proxy-connection: close", b"expect: 100-continue", b"trailer: x", b" folded", b"x: \xff",
    b"x: a\nb: c", b"x: a\rb", b"x: \0", b": a", b"x", b"x\t: a", b"content-length: 9999999999",
    b"",
)  # fmt: skip
STARTS = (b"POST /v1/flows/greet HTTP/1.1", b"POST / HTTP/1.1")
ODD_STARTS = (
    b"GET / HTTP/1.1", b"POST / HTTP/1.0", b"post / HTTP/1.1", b"POST  / HTTP/1.1",
    b"POST / HTTP/1.1 ", b"POST http://x/ HTTP/1.1", b"POST * HTTP/1.1", b"POST /a b HTTP/1.1",
    b"POST /", b"",
    b"POST / HTTP/1.10", b"\r\nPOST / HTTP/1.1", b"PPOST / HTTP/1.1", b"POST /\xff HTTP/1.1",
)  # fmt: skip
LINES = st.lists(st.sampled_from(FIELDS + ODD), max_size=6)
PLAIN = st.lists(st.sampled_from(FIELDS), max_size=6, unique=True)


class Seen:
    """What the parser says of a request."""

    def __init__(self) -> None:
        self.url = self.body = b""
        self.fields: list[tuple[bytes, bytes]] = []
        self.ends = 0

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields.append((name.lower(), value))

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.ends += 1


def written(start: bytes, lines: list[bytes]) -> bytes:
    return b"".join(line + b"\r\n" for line in (start, *lines, b""))


def check(head: bytes) -> Head | None:
    """Compare with the parser what a head says, if it is plain."""
    said = plain(head)
    if said is not None:
        seen = Seen()
        parser = httptools.HttpRequestParser(seen)
        parser.feed_data(head)
        assert (parser.get_method(), parser.get_http_version()) == (b"POST", "1.1")
        assert parser.should_keep_alive()
        assert not parser.should_upgrade()
        assert seen.url == said.path
        assert seen.fields == list(said.fields.items())
        assert seen.ends == (said.size == 0)
        parser.feed_data(b"x" * said.size)
        assert (seen.body, seen.ends) == (b"x" * said.size, 1)
    return said


@given(st.sampled_from(STARTS + ODD_STARTS), LINES)
@example(STARTS[0], [b"content-length: 3", b"content-length: 3"])
@example(STARTS[0], [b"content-length: 3", b"transfer-encoding: chunked"])
def test_what_is_plain_is_the_same_to_a_parser(start: bytes, lines: list[bytes]) -> None:
    check(written(start, lines))


@given(st.binary(max_size=40), st.integers(0, 80))
def test_so_it_is_with_bytes_in_the_middle(noise: bytes, at: int) -> None:
    head = written(STARTS[0], [*FIELDS[:4]])
    check(head[:at] + noise + head[at:])


@given(st.sampled_from(STARTS), PLAIN.filter(lambda lines: b"content-length: 3" in lines))
def test_usual_heads_are_plain(start: bytes, lines: list[bytes]) -> None:
    said = check(written(start, lines))
    assert said is not None
    assert (said.path, said.size) == (start.split()[1], 3)
    assert len(said.fields) == len(lines)


@pytest.mark.parametrize("line", ODD)
def test_what_is_odd_is_left_to_a_parser(line: bytes) -> None:
    is_length = line.lower().startswith(b"content-length")
    assert plain(written(STARTS[0], [line] if is_length else [line, b"content-length: 3"])) is None


def test_so_is_what_is_said_twice() -> None:
    for line in (b"content-length: 3", b"host: a", b"HOST: b"):
        assert plain(written(STARTS[0], [b"content-length: 3", b"host: a", line])) is None


@pytest.mark.parametrize("start", ODD_STARTS)
def test_so_is_what_is_no_such_request(start: bytes) -> None:
    assert plain(written(start, [b"content-length: 3"])) is None
