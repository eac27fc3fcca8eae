"""Flows called over HTTP: values in and out, and a problem document for all that is not well."""

import json
import select
import socket

import pytest
from tests.serve.served import JSON, Served

LINE = {"sku": "a", "quantity": 3}


def test_a_flow_is_called_with_json(served: Served) -> None:
    reply = served.call("price", {"lines": [LINE, LINE], "size": "large"})
    assert (reply.status, reply.value) == (200, 12)
    assert reply.headers["content-type"] == "application/json"
    assert served.ask("POST", "/v1/flows/greet", b"", JSON).value == "Hello, world!"


def test_an_error_of_a_flow_is_a_value(served: Served) -> None:
    assert served.call("pay", {"payment": "cash"}).value == {"err": "no cash"}
    reply = served.call("pay", {"payment": {"split": [1.5, 2]}})
    assert (reply.status, reply.value) == (200, {"ok": {"split": [1.5, 2]}})


@pytest.mark.parametrize(
    ("body", "status", "code", "path"),
    [
        ('{"lines": [{"sku": "a", "quantity": "3"}]}', 422, "R402", "lines[0].quantity"),
        ('{"lines": [{"sku": "a", "quantity": 256}]}', 422, "R403", "lines[0].quantity"),
        ("{}", 422, "R404", ""),
        ('{"lines": [], "colour": 1}', 422, "R405", ""),
        ('{"lines": [], "lines": []}', 422, "R406", ""),
        ('{"lines": [], "size": "medium"}', 422, "R407", "size"),
        ('{"lines": [', 400, "R401", "lines"),
        ("no json", 400, "R401", ""),
        ("[" * 9000, 422, "R402", ""),
        ('{"lines":' * 1000, 422, "R402", "lines"),
        (b'{"lines": "\xff"}', 400, "R401", ""),
    ],
)
def test_a_bad_value_is_a_problem_with_its_path(
    served: Served, body: str | bytes, status: int, code: str, path: str
) -> None:
    reply = served.ask("POST", "/v1/flows/price", body, JSON)
    problem = reply.value
    assert (reply.status, problem["code"]) == (status, code)
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem["status"] == status
    assert problem.get("path", "").startswith(path)
    assert problem["type"] == f"urn:flowrt:problem:{code}"
    assert {"title", "detail", "help"} <= problem.keys()


def test_a_trap_is_a_problem_that_names_the_component(served: Served) -> None:
    reply = served.call("few", {"x": 10})
    assert reply.status == 500
    found = {name: reply.value[name] for name in ("code", "flow", "component", "function")}
    assert found == {
        "code": "R410",
        "flow": "few",
        "component": "strict",
        "function": "below-ten",
    }
    assert reply.value["place"].startswith("shop.flow:")
    assert served.call("few", {"x": 9}).value == 9


def test_a_flow_that_runs_too_long_is_stopped_and_others_are_answered(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as other:
        body = b'{"x": 1}'
        head = b"POST /v1/flows/forever HTTP/1.1\r\nhost: localhost\r\n"
        head += b"connection: close\r\n"
        head += b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
        other.sendall(head + body)
        assert served.call("greet", {"name": "Ada"}).value == "Hello, Ada!"
        assert select.select([other], [], [], 0)[0] == []
        said = b"".join(iter(lambda: other.recv(1 << 16), b""))
    assert said.startswith(b"HTTP/1.1 504 ")
    assert json.loads(said.partition(b"\r\n\r\n")[2])["code"] == "R412"


@pytest.mark.parametrize(
    ("method", "path", "headers", "told"),
    [
        ("POST", "/v1/flows/prices", JSON, (404, "R400")),
        ("GET", "/v1/flows/price", {}, (405, "R500")),
        ("POST", "/healthz", JSON, (405, "R500")),
        ("GET", "/nothing", {}, (404, "R501")),
        ("GET", "/v1/flows/price/more", {}, (404, "R501")),
        ("POST", "/v1/flows/price", {"content-type": "text/plain"}, (415, "R502")),
        ("POST", "/v1/flows/price", {}, (415, "R502")),
        ("POST", "/v1/flows/price", {**JSON, "host": "evil.example"}, (421, "R506")),
        ("GET", "/v1/flows", {"host": "evil.example:80"}, (421, "R506")),
    ],
)
def test_what_cannot_be_answered_is_told(
    served: Served, method: str, path: str, headers: dict[str, str], told: tuple[int, str]
) -> None:
    reply = served.ask(method, path, b"{}" if method == "POST" else None, headers)
    assert (reply.status, reply.value["code"]) == told


def test_methods_that_are_allowed_are_listed(served: Served) -> None:
    assert served.ask("DELETE", "/v1/flows/price").headers["allow"] == "POST"
    assert served.ask("DELETE", "/healthz").headers["allow"] == "GET, HEAD"


def test_a_body_above_the_limit_is_not_read_to_its_end(served: Served) -> None:
    reply = served.ask("POST", "/v1/flows/price", b" " * 200_000, JSON)
    assert (reply.status, reply.value["code"]) == (413, "R408")
    chunked = iter([b" " * 5_000] * 5)
    reply = served.ask("POST", "/v1/flows/price", chunked, JSON)  # type: ignore[arg-type]  # http.client sends these in chunks
    assert (reply.status, reply.value["code"]) == (413, "R408")


def test_health_is_told(served: Served) -> None:
    assert served.ask("GET", "/healthz", headers={"host": "anything"}).value == {"status": "ok"}
    assert served.ask("GET", "/readyz").value == {"status": "ready"}
    assert served.ask("HEAD", "/readyz").body == b""


@pytest.mark.parametrize(
    ("hosts", "found"),
    [
        (b"", "none"),
        (b"host: localhost\r\nhost: localhost\r\n", "2 of them"),
        (b"host: localhost /\r\n", "something else"),
    ],
)
def test_a_request_says_once_which_host_it_is_for(served: Served, hosts: bytes, found: str) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=120) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nconnection: close\r\n%b\r\n" % hosts)
        said = b"".join(iter(lambda: line.recv(1 << 16), b""))
    assert said.startswith(b"HTTP/1.1 400 ")
    problem = json.loads(said.partition(b"\r\n\r\n")[2])
    assert (problem["code"], problem["found"]) == ("R475", found)
