"""What every request has to keep: one host, as an address has it, and escapes that are whole."""

import asyncio

import pytest

from flowrt.problems.report import Problem
from flowrt.serve.exchange import Exchange, Message
from flowrt.serve.wellformed import check, is_host

HOST = (b"host", b"localhost")


def refused(
    *fields: tuple[bytes, bytes], version: str = "1.1", path: str = "/", query: str = ""
) -> str:
    """Return the code that a request is refused with, none if it is taken."""

    async def nothing(*_: object) -> Message:
        return {}

    async def sent(_: Message) -> None:
        await asyncio.sleep(0)

    scope: Message = {
        "http_version": version,
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": fields,
    }
    try:
        check(Exchange(scope, nothing, sent))
    except Problem as problem:
        return problem.code
    return ""


@pytest.mark.parametrize(
    "value",
    [
        b"", b"localhost", b"localhost:", b"localhost:8080", b"127.0.0.1:1", b"[::1]", b"[::1]:80",
        b"a-b.example", b"xn--bcher-kva.example", b"a_b", b"a%20b", b"a,b",
    ],
)  # fmt: skip
def test_an_address_is_a_host(value: bytes) -> None:
    assert is_host(value)
    assert refused((b"host", value)) == ""


@pytest.mark.parametrize(
    "value",
    [
        b"a b", b"user@localhost", b"localhost:8o", b"localhost:80:80", b"http://localhost", b"a/b",
        b"[::1", b"::1", b"[::1]80", b"[localhost]", b"a%2", b"a%zz", b"a?b", b"a#b", b"a, b",
        b"\xe9", b"a\n",
    ],
)  # fmt: skip
def test_anything_else_is_none(value: bytes) -> None:
    assert not is_host(value)
    assert refused((b"host", value)) == "R475"


@pytest.mark.parametrize(
    ("version", "lines", "code"),
    [
        ("1.1", 1, ""), ("1.1", 0, "R475"), ("1.1", 2, "R475"), ("1.0", 1, ""), ("1.0", 0, ""),
        ("1.0", 2, "R475"), ("0.9", 0, ""), ("2.0", 1, "R477"),
    ],
)  # fmt: skip
def test_a_version_says_how_often(version: str, lines: int, code: str) -> None:
    assert refused(*[HOST] * lines, version=version) == code


@pytest.mark.parametrize("text", ["%", "a%", "%4", "%zz", "%4g", "%%41", "%u0041", "50%"])
def test_half_an_escape_is_refused(text: str) -> None:
    assert refused(HOST, path=f"/{text}") == "R507"
    assert refused(HOST, query=f"a={text}") == "R507"


@pytest.mark.parametrize("text", ["%41", "%c3%A9", "%25", "%00"])
def test_a_whole_one_is_not(text: str) -> None:
    assert refused(HOST, path=f"/{text}", query=text) == ""
