"""Bindings to HTTP at their corners: what is sent and taken where most services do otherwise."""

import json
import threading
from http.server import BaseHTTPRequestHandler

import pytest
from tests.serve.test_bind_http import answering

from flowrt.bindings import Opening, binding_to, wire
from flowrt.bindings.breaker import FAILURES, FIRST, OwnBreaker
from flowrt.bindings.errors import BadMapping
from flowrt.bindings.http import Http
from flowrt.bindings.mapped import Mapped
from flowrt.bindings.mapping import read_mapping
from flowrt.bindings.told import status_in, told
from flowrt.bindings.wire import Wire
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.plan.shapes import ListOf, OptionOf, Prim
from flowrt.problems.faults import ServiceFailed
from flowrt.problems.members import is_well
from flowrt.problems.refusals.rights import Unfit
from flowrt.run.scope import Scope

TEXT = Prim("string")
PARAMS = (("name", TEXT), ("tags", ListOf(TEXT)), ("after", OptionOf(TEXT)))
FIND = ServiceFunction("a:b/c", "find", PARAMS, TEXT)
SERVICE = Service("finder", (FIND,))
GIVEN = b'{"name":"x","tags":["a","b"],"after":null}'


def well(*_: object) -> tuple[int, bytes]:
    return 200, b'"found"'


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ("", f"POST /find {GIVEN.decode()}"),
        ('method = "get"\nquery = ["name", "tags", "after"]', "GET /find?name=x&tags=a&tags=b "),
        ('query = ["tags", "after"]\nbody = "name"', 'POST /find?tags=a&tags=b "x"'),
    ],
)
def test_parameters_go_where_the_mapping_puts_them(more: str, asked: str) -> None:
    with answering(well) as (url, seen):
        text = f'url = "{url}"\n[functions.find]\npath = "/find"\n{more}'
        mapped = Mapped(read_mapping(text, "m"), "m")
        mapped.check(SERVICE)
        assert mapped.call(FIND, GIVEN, Scope()) == b'"found"'
        assert seen == [asked]


def test_names_are_a_table_of_texts() -> None:
    with pytest.raises(BadMapping) as caught:
        read_mapping('url = "http://x"\n[functions.f]\npath = "/"\nnames = { a = 1 }', "m")
    assert caught.value.expected == "a table of texts"


def test_a_server_that_publishes_something_else_is_no_service() -> None:
    with answering(lambda *_: (200, b"{}")) as (url, asked):
        with pytest.raises(Unfit) as caught:
            Http(Wire(url)).check(SERVICE)
        assert caught.value.expected == "a signature"
        assert asked == ["GET /v1/signature "]


def test_an_answer_that_is_too_long_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 4)
    with (
        answering(well) as (url, _),
        pytest.raises(ServiceFailed, match="more than 4 bytes"),
    ):
        Wire(url).ask("GET", "/", None, Scope())


def test_an_answer_that_never_comes_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LONGEST_SECONDS", 0.1)
    over = threading.Event()

    def slow(_: BaseHTTPRequestHandler, __: bytes) -> tuple[int, bytes]:
        over.wait(30)
        return 200, b""

    with answering(slow) as (url, _):
        with pytest.raises(ServiceFailed, match="did not answer in time"):
            Wire(url).ask("GET", "/", None, Scope())
        over.set()


def test_who_does_not_answer_is_left_alone_but_for_calls_with_a_breaker_of_their_own() -> None:
    own, asked = OwnBreaker("fraud"), []

    def fails() -> int:
        asked.append(1)
        raise ServiceFailed(message="no")

    for _ in range(FAILURES + 3):
        with pytest.raises(ServiceFailed):
            own.call(Scope(), fails, bool)
    assert len(asked) == FAILURES
    with pytest.raises(ServiceFailed, match="fraud failed again and again; it is asked in 0"):
        own.call(Scope(), fails, bool)
    assert own.call(Scope(governed=True), lambda: 7, bool) == 7
    assert 0 < own.breaker.left() <= FIRST


def test_who_answers_a_call_that_was_under_way_is_left_alone_no_more() -> None:
    own = OwnBreaker("fraud")

    def fails() -> int:
        raise ServiceFailed(message="no")

    def answers_late() -> int:
        for _ in range(FAILURES):
            with pytest.raises(ServiceFailed):
                own.call(Scope(), fails, bool)
        assert own.breaker.left() > 0
        return 7

    assert own.call(Scope(), answers_late, bool) == 7
    assert own.breaker.left() == 0


def test_what_is_no_answer_counts_and_what_is_no_failure_of_a_service_does_not() -> None:
    own = OwnBreaker("fraud")
    for _ in range(2 * FAILURES):
        with pytest.raises(Unfit):
            own.call(Scope(), unfit, bool)
    for _ in range(FAILURES):
        assert own.call(Scope(), lambda: 0, bool) == 0
    with pytest.raises(ServiceFailed):
        own.call(Scope(), lambda: 1, bool)


def unfit() -> int:
    raise Unfit("fraud", expected="this", found="that")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ({"code": "R402", "detail": "secret"}, "R402: a value is of the wrong kind"),
        (
            {"code": "R410", "component": "a-b", "function": "c", "place": "x.flow:1:2"},
            "R410: a component trapped in `a-b.c` at x.flow:1:2",
        ),
        (
            {"code": "R410", "component": "a secret", "function": 7, "place": "secret"},
            "R410: a component trapped",
        ),
        ({"code": "R999", "title": "secret"}, "R999"),
        ({"code": "secret"}, "status 500"),
        ({}, "status 500"),
        ([], "status 500"),
    ],
)
def test_a_service_is_told_of_in_our_words(problem: object, said: str) -> None:
    assert told(json.dumps(problem).encode(), "status 500") == said


@pytest.mark.parametrize(
    ("answer", "well"),
    [
        (b'{"status":422}', True),
        (b'{"status":404}', True),
        (b'{"status":408}', False),
        (b'{"status":429}', False),
        (b'{"status":500}', False),
        (b'{"status":"422"}', False),
        (b'{"code":"R402"}', False),
        (b"[]", False),
        (b"<html>", False),
    ],
)
def test_what_a_service_says_of_a_call_tells_whether_it_is_well(answer: bytes, well: bool) -> None:  # noqa: FBT001 - pytest names it
    assert is_well(status_in(answer)) == well


@pytest.mark.parametrize(
    "url",
    [
        "http://[x", "http://127.0.0.1:99999", "http://127.0.0.1:0", "http://", "http:127.0.0.1",
        "http://127.0.0.1:abc", "http://me:secret@127.0.0.1", "https://127.0.0.1/a?b=c",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_when_it_is_bound(url: str) -> None:
    with pytest.raises(Unfit) as caught:
        binding_to(url, Opening())
    assert caught.value.found == "no address of a server"
    assert "a host and a port" in caught.value.help
    assert "secret" not in f"{caught.value}"
    with pytest.raises(BadMapping, match="http://HOST"):
        read_mapping(f'url = "{url}"', "m")
