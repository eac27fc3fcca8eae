"""What wasm-tools says of `.wit` files, in a form to be compared with what our reader says.

Twice over: `--json` tells every interface as written, and a component made from a world
(`embed --dummy`, `component new`) tells the world's outside through our binary reader.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.validity import WASM_TOOLS

from flowc.frontend import signatures, wit
from flowc.frontend.signature import Component, Import
from flowc.frontend.terms import (
    Case,
    Enum,
    Field,
    Flags,
    FuncType,
    Handle,
    List,
    Opaque,
    Option,
    Param,
    Prim,
    Record,
    Resource,
    Result,
    Tuple,
    Type,
    TypeName,
    Variant,
)
from flowc.text.report import Report

TOOL = str(WASM_TOOLS)
EVERY = wit.Features(every=True)


def files_of(folder: Path) -> dict[str, str]:
    """Return the texts of a folder, or of a single file, by path relative to it."""
    if folder.is_file():
        return {folder.name: folder.read_bytes().decode()}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*.wit"))
    }


def read(folder: Path) -> wit.Resolved:
    """Read a folder with our reader, all features on."""
    return wit.read(files_of(folder), Report(), features=EVERY)


# --- the outside of a component -------------------------------------------------------------


def component_of(folder: Path, world: str, made: Path) -> bytes:
    """Return a component of a world, whose functions all trap."""
    core, whole = made / "core.wasm", made / "component.wasm"
    embed = [TOOL, "component", "embed", "--all-features", "--world", world]
    # The names of async functions have no standard mangling yet.
    subprocess.run([*embed, "--dummy-names", "legacy", str(folder), "-o", str(core)], check=True)
    subprocess.run([TOOL, "component", "new", str(core), "-o", str(whole)], check=True)
    return whole.read_bytes()


def component_differences(ours: wit.WitWorld, data: bytes) -> list[str]:
    """Say where a world as we read it differs from the outside of a component made of it.

    A component leaves out what it imports and never calls; the rest must be the same.
    """
    theirs = signatures.read(data, "", "")
    mine = ours.component
    found = _unlike("export", _by_name(mine), _by_name(theirs))
    asked = {one.name: one for one in mine.imports}
    for one in theirs.imports:
        name = one.name.removeprefix("import-type-")
        if name not in asked:
            found.append(f"import {one.name}: we have none")
            continue
        said, told = _inside(asked[name]), _inside(one)
        found += _unlike(f"import {name}", {key: said[key] for key in said if key in told}, told)
    return found


def _by_name(component: Component) -> dict[str, object]:
    functions = {f"{f.interface}#{f.name}": f.type for f in component.functions}
    return functions | {f"{t.interface}#{t.name}": t.type for t in component.types}


def _inside(one: Import) -> dict[str, object]:
    """What an import has, by sort and name: a component renames a type at its root."""
    if one.sort == "type":
        return {"": [each.type for each in one.types]}
    return {f.name: f.type for f in one.functions} | {t.name: t.type for t in one.types}


def _unlike(what: str, ours: Mapping[str, object], theirs: Mapping[str, object]) -> list[str]:
    return [
        f"{what} {key}: ours {ours.get(key)}, theirs {theirs.get(key)}"
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key) != theirs.get(key)
    ]


# --- everything as written ------------------------------------------------------------------


class Told:
    """What `wasm-tools component wit --json` tells of a folder."""

    def __init__(self, folder: Path) -> None:
        command = [TOOL, "component", "wit", "--all-features", "--json", str(folder)]
        told = subprocess.run(command, check=True, capture_output=True)
        self.all: dict[str, Any] = json.loads(told.stdout)

    @cached_property
    def interfaces(self) -> dict[str, dict[str, Any]]:
        """Interfaces with a name, by id."""
        return dict(self._named("interfaces"))

    @cached_property
    def worlds(self) -> dict[str, dict[str, Any]]:
        """Worlds by id."""
        return dict(self._named("worlds"))

    def _named(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for package in self.all["packages"]:
            label, _, version = package["name"].partition("@")
            for name, index in package[kind].items():
                id_ = f"{label}/{name}" + (f"@{version}" if version else "")
                yield id_, self.all[kind][index]

    # --- types ---

    def type(self, told: int | str | None) -> Type | None:
        """Return a type where one is used."""
        if told is None:
            return None
        if isinstance(told, str):
            return Opaque(told) if told == "error-context" else Prim(told)  # type: ignore[arg-type]  # compared, not trusted
        entry = self.all["types"][told]
        made = self.defined(entry)
        return Handle("own", made) if isinstance(made, Resource) else made

    def _must(self, told: int | str) -> Type:
        made = self.type(told)
        assert made is not None
        return made

    def _is_resource(self, entry: Mapping[str, Any]) -> bool:
        kind = entry["kind"]
        if kind == "resource":
            return True
        target = kind.get("type") if isinstance(kind, dict) else None
        return isinstance(target, int) and self._is_resource(self.all["types"][target])

    def defined(self, entry: Mapping[str, Any]) -> Type:
        """Return a type as an entry of the list of types defines it."""
        if self._is_resource(entry):
            return self._resource(entry)
        word, body = _kind(entry)
        name = TypeName("", entry["name"], "") if entry["name"] else None
        match word:
            case "type":
                return self._renamed(self._must(body), entry["name"])
            case "record":
                fields = [Field(one["name"], self._must(one["type"])) for one in body["fields"]]
                return Record(tuple(fields), name)
            case "variant":
                cases = [Case(one["name"], self.type(one["type"])) for one in body["cases"]]
                return Variant(tuple(cases), name)
            case "enum":
                return Enum(tuple(one["name"] for one in body["cases"]), name)
            case "flags":
                return Flags(tuple(one["name"] for one in body["flags"]), name)
            case "list":
                return List(self._must(body))
            case "option":
                return Option(self._must(body))
            case "result":
                return Result(self.type(body["ok"]), self.type(body["err"]))
            case "tuple":
                return Tuple(tuple(self._must(one) for one in body["types"]))
            case "handle":
                ((kind, index),) = body.items()
                return Handle(kind, self._resource(self.all["types"][index]))
            case _:
                return Opaque(self._opaque(word, body))

    def _resource(self, entry: Mapping[str, Any]) -> Resource:
        """Return a resource by the interface that defines it; a world's own have none."""
        while entry["kind"] != "resource":
            entry = self.all["types"][entry["kind"]["type"]]
        owner = entry["owner"].get("interface")
        return Resource("", "" if owner is None else self._ids[owner], entry["name"])

    @cached_property
    def _ids(self) -> dict[int, str]:
        return {self.all["interfaces"].index(one): id_ for id_, one in self.interfaces.items()}

    def _renamed(self, type_: Type, name: str) -> Type:
        if isinstance(type_, (Record, Variant, Enum, Flags)):
            kind = type(type_)
            held = getattr(type_, type_.__slots__[0])
            return kind(held, TypeName("", name, ""))
        return type_

    def _opaque(self, word: str, body: Any) -> str:
        match word:
            case "stream" | "future":
                return word if body is None else f"{word}<{self._text(body)}>"
            case "map":
                return f"map<{self._text(body[0])}, {self._text(body[1])}>"
            case "fixed-length-list":
                return f"list<{self._text(body[0])}, {body[1]}>"
            case _:
                raise AssertionError(word)

    def _text(self, told: int | str) -> str:
        made = self._must(told)
        declared = getattr(made, "declared", None)
        if isinstance(made, (Prim, Opaque, Handle)) or declared:
            return str(declared or made)
        return f"{type(made).__name__.lower()}<..>"

    def function(self, told: Mapping[str, Any]) -> FuncType:
        """Return a function's type."""
        params = [Param(one["name"], self._must(one["type"])) for one in told["params"]]
        kind = told["kind"] if isinstance(told["kind"], str) else next(iter(told["kind"]))
        return FuncType(tuple(params), self.type(told.get("result")), kind.startswith("async"))


def _kind(entry: Mapping[str, Any]) -> tuple[str, Any]:
    kind = entry["kind"]
    return next(iter(kind.items())) if isinstance(kind, dict) else (kind, None)


def json_differences(ours: wit.Resolved, told: Told) -> list[str]:
    """Say where what we read differs from what wasm-tools tells."""
    mine = {one.id: one for package in ours.packages for one in package.interfaces}
    found = [f"interface {id_}" for id_ in sorted(mine.keys() ^ told.interfaces.keys())]
    worlds = {one.id: one for package in ours.packages for one in package.worlds}
    found += [f"world {id_}" for id_ in sorted(worlds.keys() ^ told.worlds.keys())]
    for id_ in sorted(mine.keys() & told.interfaces.keys()):
        found += _interface_differences(mine[id_], told, told.interfaces[id_])
    for id_ in sorted(worlds.keys() & told.worlds.keys()):
        found += _world_differences(worlds[id_], told, told.worlds[id_])
    return found


def _interface_differences(
    ours: wit.WitInterface, told: Told, theirs: Mapping[str, Any]
) -> list[str]:
    functions = {name: told.function(one) for name, one in theirs["functions"].items()}
    entries = {name: told.all["types"][index] for name, index in theirs["types"].items()}
    types = {name: told.defined(entry) for name, entry in entries.items()}
    found = _unlike(f"{ours.id} func", {f.name: f.type for f in ours.functions}, functions)
    found += _unlike(f"{ours.id} type", {t.name: t.type for t in ours.types}, types)
    found += _unlike(f"{ours.id} doc", _our_docs(ours), _their_docs(theirs, entries))
    gates = {f.name: _stability(f.gates) for f in ours.functions}
    said = {name: one.get("stability") for name, one in theirs["functions"].items()}
    return found + _unlike(f"{ours.id} gate", gates, said)


def _our_docs(ours: wit.WitInterface) -> dict[str, str]:
    docs = {"": ours.doc}
    for function in ours.functions:
        docs[function.name] = function.doc
    for one in ours.types:
        docs[one.name] = one.doc
        docs |= {f"{one.name}.{part.name}": part.doc for part in one.parts}
    return {
        name: _plain(doc)
        for name, doc in docs.items()
        if doc and name.split(".")[0] not in _used(ours)
    }


def _used(ours: wit.WitInterface) -> set[str]:
    """Types from elsewhere, whose documentation wasm-tools does not repeat."""
    return {one.name for one in ours.types if one.used}


def _their_docs(theirs: Mapping[str, Any], entries: Mapping[str, Any]) -> dict[str, str]:
    docs = {"": theirs} | theirs["functions"] | entries
    for name, entry in entries.items():
        kind = entry["kind"]
        for body in kind.values() if isinstance(kind, dict) else ():
            for parts in body.values() if isinstance(body, dict) else ():
                if isinstance(parts, list):
                    docs |= {f"{name}.{one['name']}": one for one in parts if isinstance(one, dict)}
    said = {name: one.get("docs", {}).get("contents") for name, one in docs.items()}
    return {name: _plain(doc) for name, doc in said.items() if doc}


def _plain(doc: str) -> str:
    """Leave out white space, and the stars of block comments: each reader trims its own way."""
    return " ".join(doc.replace("*", " ").split())


def _stability(gates: tuple[wit.Gate, ...]) -> dict[str, Any] | None:
    by_kind = {one.kind: one.value for one in gates}
    late = {"deprecated": by_kind["deprecated"]} if "deprecated" in by_kind else {}
    if "since" in by_kind:
        return {"stable": {"since": by_kind["since"]} | late}
    if "unstable" in by_kind:
        return {"unstable": {"feature": by_kind["unstable"]} | late}
    return None


def _world_differences(ours: wit.WitWorld, told: Told, theirs: Mapping[str, Any]) -> list[str]:
    ids = {told.all["interfaces"].index(one): id_ for id_, one in told.interfaces.items()}
    found = []
    for side in ("imports", "exports"):
        said = {
            ids[int(key.removeprefix("interface-"))]
            if key.startswith("interface-") and "interface" in item
            else key: next(iter(item))
            for key, item in theirs[side].items()
        }
        kinds = {wit.WitInterface: "interface", wit.WitFunction: "function", wit.WitType: "type"}
        mine = {one.name: kinds[type(one.item)] for one in getattr(ours, side)}
        found += _unlike(f"{ours.id} {side}", mine, said)
    return found
