"""Routes that flows declare: parameters from path, query and body, each checked by its type."""

from pathlib import Path

import pytest
from tests.serve.served import JSON, Served, build, run

TAKEN = """\
package acme:taken@1.0.0;
@http(get, "/v1/more")
export flow more() -> u32 { 1 }
"""


@pytest.mark.parametrize(
    ("method", "path", "result"),
    [
        ("GET", "/orders/12", "12 0 ever"),
        ("GET", "/orders/12?after=2026-01-02&sizes=small&sizes=large", "12 2 2026-01-02"),
        ("GET", "/orders/12?after=a%26b%20c+d", "12 0 a&b c d"),
        ("GET", "/orders/new", "new false"),
        ("GET", "/%6frders/n%65w", "new false"),
        ("GET", "/orders/%31%32", "12 0 ever"),
        ("DELETE", "/orders/a%2Fb%20%C3%A9/drafts/true", "a/b é true"),
    ],
)
def test_parameters_come_from_path_and_query(
    served: Served, method: str, path: str, result: str
) -> None:
    reply = served.ask(method, path)
    assert (reply.status, reply.value) == (200, result)


def test_the_other_parameters_are_the_body(served: Served) -> None:
    body = '{"lines": [{"sku": "a", "quantity": 3}]}'
    assert served.ask("PUT", "/orders/2", body, JSON).value == 5
    assert served.ask("PUT", "/orders/2", ' {"lines":[]} ', JSON).value == 2
    assert served.ask("HEAD", "/orders/2").body == b""


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("GET", "/orders/x", None, (422, "R402", "path customer")),
        ("GET", "/orders/256", None, (422, "R403", "customer")),
        ("GET", "/orders/1?sizes=medium", None, (422, "R407", "sizes[0]")),
        ("GET", "/orders/1?after=1&after=2", None, (400, "R507", "query after")),
        ("GET", "/orders/1?colour=red", None, (400, "R507", "query")),
        ("GET", "/orders/1?after=%FF", None, (400, "R507", "query")),
        ("DELETE", "/orders/%FF/drafts/true", None, (400, "R507", "path")),
        ("DELETE", "/orders/%/drafts/true", None, (400, "R507", "path")),
        ("DELETE", "/orders/a%4/drafts/true", None, (400, "R507", "path")),
        ("DELETE", "/orders/a%zz/drafts/true", None, (400, "R507", "path")),
        ("GET", "/orders/1?after=50%", None, (400, "R507", "query")),
        ("GET", "/healthz?%u0041", None, (400, "R507", "query")),
        ("GET", "/%2", None, (400, "R507", "path")),
        ("DELETE", "/orders/a/drafts/maybe", None, (422, "R402", "path draft")),
        ("PUT", "/orders/1", '{"lines":[],"customer":2}', (422, "R406", "customer (byte 12)")),
        ("PUT", "/orders/1", '{"lines":[1]}', (422, "R402", "lines[0] (byte 10)")),
        ("PUT", "/orders/1", ' { "lines":[1]}', (422, "R402", "lines[0] (byte 12)")),
        ("PUT", "/orders/1", " []", (422, "R402", "")),
        ("PUT", "/orders/1", " ", (400, "R401", "")),
        (
            "GET",
            f"/orders/1?{'sizes=small&' * 1023}sizes=medium",
            None,
            (422, "R407", "sizes[1023]"),
        ),
        ("GET", f"/orders/1?{'sizes=small&' * 1024}sizes=small", None, (400, "R507", "query")),
        ("PUT", "/orders/1", "{", (400, "R401", "")),
        ("PUT", "/orders/1?lines=1", "{}", (400, "R507", "query")),
        ("PATCH", "/orders/1", "{}", (405, "R500", "")),
        ("GET", "/orders%2Fnew", None, (404, "R501", "")),
        ("GET", "/v1%2fflows", None, (404, "R501", "")),
        ("GET", "/orders/", None, (404, "R501", "")),
        ("GET", "/orders/1/2", None, (404, "R501", "")),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    served: Served, method: str, path: str, body: str | None, told: tuple[int, str, str]
) -> None:
    reply = served.ask(method, path, body, JSON if body else {})
    problem = reply.value
    status, code, place = told
    assert (reply.status, problem["code"]) == (status, code)
    assert problem.get("path", "").startswith(place)


def test_a_page_of_another_site_cannot_call_without_a_body(served: Served) -> None:
    assert served.ask("PUT", "/orders/1", headers={"origin": "https://evil.example"}).status == 415
    assert served.ask("PUT", "/orders/1").value["code"] == "R404"


def test_routes_are_described(served: Served) -> None:
    paths = served.ask("GET", "/openapi.json").value["paths"]
    get, put = paths["/orders/{customer}"]["get"], paths["/orders/{customer}"]["put"]
    assert [(one["name"], one["in"], one["required"]) for one in get["parameters"]] == [
        ("customer", "path", True),
        ("after", "query", False),
        ("sizes", "query", False),
    ]
    assert get["summary"] == "The orders of a customer."
    assert [one["name"] for one in put["parameters"]] == ["customer"]
    body = put["requestBody"]["content"]["application/json"]["schema"]
    assert list(body["properties"]) == ["lines"]


def test_a_route_of_the_servers_own_is_refused_at_the_start(tmp_path: Path) -> None:
    build(tmp_path, "taken", TAKEN)
    done = run(tmp_path, "flowrt", "serve", "taken.flowpack", "--trust", "trust.toml")
    assert done.returncode == 1
    assert "error[R513]: a route is the server's own\n --> GET /v1/more" in done.stderr
