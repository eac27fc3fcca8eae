"""The OpenAPI 3.1 document of what is served, made from the flows' types and docs.

Takes a plan and its served flows, gives the document as plain values; the same plan gives the
same document.
"""

from collections.abc import Iterable

from flowrt.plan.plan import Entry, Parameter, Plan
from flowrt.plan.shapes import OptionOf
from flowrt.problems.members import MEDIA
from flowrt.serve.media import EVENTS, NDJSON
from flowrt.serve.routes import WITHOUT_BODY, Declared, declared
from flowrt.serve.schemas import Schema, Schemas, parameters

VERSION = "3.1.0"
_JSON = "application/json"
_OF_CALLS = ("400", "404", "408", "413", "415", "422", "500", "502", "503", "504")
_PROBLEMS = {
    "400": "the request is not JSON, or cannot be read",
    "401": "the request has no valid token",
    "404": "there is no such flow",
    "405": "the method is not one that is allowed here",
    "408": "the request took too long to arrive",
    "413": "the request is larger than a limit",
    "415": "the body is of another media type",
    "421": "the request is for another host",
    "422": "a value does not fit the type of its parameter",
    "500": "the flow stopped",
    "502": "a service that the flow calls failed",
    "503": "the server has all it can do, or ends; or it leaves a service alone for a while",
    "504": "the flow ran longer than its deadline",
}
_PROBLEM: Schema = {
    "type": "object",
    "description": "A problem, as RFC 9457 has it.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "`flowc explain CODE` says more."},
        "path": {"type": "string", "description": "Where in the parameters."},
        "expected": {"type": "string"},
        "found": {"type": "string"},
        "flow": {"type": "string"},
        "component": {"type": "string"},
        "function": {"type": "string"},
        "place": {"type": "string", "description": "Where in the flow's source."},
        "help": {"type": "string"},
    },
}


def openapi(plan: Plan, entries: Iterable[Entry], *, has_token: bool) -> dict[str, object]:
    """Return the document."""
    schemas = Schemas()
    flows = tuple(entries)
    paths: dict[str, Schema] = {
        f"/v1/flows/{entry.name}": {"post": _call(entry, schemas)} for entry in flows
    }
    for one in declared(flows):
        operation = operation_of(one, schemas)
        paths.setdefault(one.route.path, {})[one.route.method] = operation
    components: dict[str, object] = {
        "schemas": {**schemas.named, "flowrt.problem": _PROBLEM},
        "responses": {"problem": _answer("A problem.", MEDIA, _problem())},
    }
    found: dict[str, object] = {
        "openapi": VERSION,
        "info": {"title": plan.package, "version": plan.package_version},
        "paths": {**paths, **_own()},
        "components": components,
    }
    if has_token:
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        found["security"] = [{"token": []}]
    return found


def _call(entry: Entry, schemas: Schemas) -> Schema:
    taken = {p.name: (p.type, p.required, p.doc) for p in entry.params}
    body = parameters(schemas, taken)
    result = schemas.of(entry.result)
    return {
        **_said(entry.name, entry.doc),
        "requestBody": {
            "required": True,
            "content": {_JSON: {"schema": body}, NDJSON.decode(): {"schema": {"type": "string"}}},
        },
        "responses": {
            "200": {
                "description": "The result.",
                "content": {
                    _JSON: {"schema": result},
                    NDJSON.decode(): {"schema": {"type": "string"}},
                    EVENTS.decode(): {"schema": {"type": "string"}},
                },
            },
            **problems(*_OF_CALLS),
        },
    }


def operation_of(one: Declared, schemas: Schemas) -> Schema:
    """Return what is said of a route that a flow declares."""
    route, entry = one.route, one.entry
    name = f"{entry.name}.{route.method}{route.path.replace('/', '.')}"
    found = _said(name, entry.doc)
    in_query = route.method in WITHOUT_BODY
    places = dict.fromkeys(route.named, "path")
    places |= dict.fromkeys(one.others, "query") if in_query else {}
    found["parameters"] = [
        _parameter(param, places[param.name], schemas)
        for param in entry.params
        if param.name in places
    ]
    if not in_query:
        taken = {p.name: (p.type, p.required, p.doc) for p in entry.params if p.name in one.others}
        content = {_JSON: {"schema": parameters(schemas, taken)}}
        found["requestBody"] = {"required": bool(taken), "content": content}
    result = _answer("The result.", _JSON, schemas.of(entry.result))
    found["responses"] = {"200": result, **problems(*_OF_CALLS)}
    return found


def _parameter(param: Parameter, place: str, schemas: Schemas) -> Schema:
    shape = param.type
    if place == "query" and isinstance(shape, OptionOf):
        shape = shape.some
    required = place == "path" or (param.required and not isinstance(param.type, OptionOf))
    found: Schema = {"name": param.name, "in": place, "required": required}
    found["schema"] = schemas.of(shape)
    return {**found, "description": param.doc} if param.doc else found


def _said(name: str, docs: str) -> Schema:
    summary, _, rest = docs.partition("\n")
    said: Schema = {"operationId": name, "summary": summary, "description": rest.strip()}
    return {name: value for name, value in said.items() if value != ""}


def problems(*statuses: str) -> Schema:
    """Return the answers that tell of problems, by status."""
    every = sorted({*statuses, "400", "401", "421"})
    return {status: _answer(_PROBLEMS[status], MEDIA, _problem()) for status in every}


def _own() -> Schema:
    """Return the paths that every server has."""
    anything: Schema = {"type": "object"}
    return {
        "/v1/flows": {"get": _get("flows", "The flows, their types and docs.", anything)},
        "/v1/signature": {"get": _get("signature", "What a caller compares first.", anything)},
    }


def _get(name: str, text: str, schema: Schema) -> Schema:
    responses = {"200": _answer(text, _JSON, schema), **problems()}
    return {"operationId": f"flowrt.{name}", "summary": text, "responses": responses}


def _answer(text: str, media: str, schema: Schema) -> Schema:
    return {"description": text, "content": {media: {"schema": schema}}}


def _problem() -> Schema:
    return {"$ref": "#/components/schemas/flowrt.problem"}
