"""Pages of other origins: those that the operator names may ask, all others are told nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.serve.served import JSON, Reply, Served, serving

from flowrt.__main__ import main

SHOP = "https://shop.example"
TOKEN = "a-token-of-enough-letters"  # noqa: S105 - of these tests alone
BEARER = {"authorization": f"Bearer {TOKEN}"}
ALLOWED = "access-control-allow-origin"


@pytest.fixture(scope="module")
def served(shop: Path) -> Iterator[Served]:
    token = shop / "origins.token"
    token.write_text(TOKEN)
    words = ("--allow-origin", SHOP, "--allow-origin", "null", "--token-file", str(token))
    with serving(shop, *words) as one:
        yield one


def asked_before(served: Served, origin: str) -> Reply:
    headers = {"origin": origin, "access-control-request-method": "POST"}
    return served.ask("OPTIONS", "/v1/flows/greet", b"", headers)


@pytest.mark.parametrize("origin", [SHOP, "null"])
def test_a_page_that_may_ask_is_told_so(served: Served, origin: str) -> None:
    before = asked_before(served, origin)
    assert (before.status, before.headers[ALLOWED], before.body) == (204, origin, b"")
    assert "content-type" in before.headers["access-control-allow-headers"]
    answer = served.ask("POST", "/v1/flows/greet", b"{}", {**JSON, **BEARER, "origin": origin})
    assert (answer.status, answer.headers[ALLOWED]) == (200, origin)
    assert answer.headers["vary"] == "origin"


def test_a_problem_may_be_read_too(served: Served) -> None:
    answer = served.ask("POST", "/v1/flows/greet", b"{}", {**JSON, "origin": SHOP})
    assert (answer.status, answer.headers[ALLOWED]) == (401, SHOP)


@pytest.mark.parametrize("origin", ["https://other.example", SHOP.upper(), f"{SHOP}:444", ""])
def test_any_other_is_told_nothing(served: Served, origin: str) -> None:
    before = asked_before(served, origin)
    assert before.status != 204
    assert ALLOWED not in before.headers
    answer = served.ask("POST", "/v1/flows/greet", b"{}", {**JSON, **BEARER, "origin": origin})
    assert answer.status == 200
    assert ALLOWED not in answer.headers


@pytest.mark.parametrize("text", ["*", "shop.example", "https://shop.example/", "ftp://a", "NULL"])
def test_what_is_no_origin_is_refused(capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert main(["serve", "x", "--allow-origin", text]) == 2
    assert "such as https://shop.example:8443, or null" in capsys.readouterr().err
