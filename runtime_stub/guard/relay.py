"""Writes a relay: a component that has every function of some interfaces of the system for export.

The stub cannot call the engine's own functions, and a component cannot export again what it
imports; so each function is taken in, and lifted again around a call of it. Takes a world of the
`.wit` files beside this; gives component text, in which a function is exported under its plain
name: `tcp-socket-start-connect`. What a call allocates is there until it has returned.
"""
# ruff: noqa: INP001 - a script beside its sources, not a package

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flowc.frontend import terms as t
from flowc.frontend.wit import read
from flowc.plan.imports import Imports, Interface, Key
from flowc.produce.layout import MAX_FLAT_PARAMS, Core, flat, size_of
from flowc.produce.names import Named
from flowc.produce.system import System
from flowc.produce.wit import function_text
from flowc.text.report import Report

WIT = Path(__file__).resolve().parent / "wit"
ROOM = 512
"""Bytes at the beginning of the memory, where results lie."""
_MEMORY = f"""(core module $Memory
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const {ROOM}))
  (func (export "reset") (global.set $top (i32.const {ROOM})))
  (func (export "realloc") (param $old i32) (param i32 i32) (param $size i32) (result i32)
    (local $at i32) (local $missing i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
    (if (i32.or (local.get $old)
          (i32.gt_u (local.get $size) (i32.sub (i32.const -65536) (local.get $at))))
      (then unreachable))
    (global.set $top (i32.add (local.get $at) (local.get $size)))
    (local.set $missing (i32.sub
      (i32.shr_u (i32.add (global.get $top) (i32.const 65535)) (i32.const 16)) (memory.size)))
    (if (i32.gt_s (local.get $missing) (i32.const 0)) (then
      (if (i32.lt_s (memory.grow (local.get $missing)) (i32.const 0)) (then unreachable))))
    (local.get $at)))
(core instance $memory (instantiate $Memory))
(alias core export $memory "memory" (core memory $mem))
(alias core export $memory "realloc" (core func $realloc))"""
_OPTIONS = "(memory $mem) (realloc $realloc)"


def relay(world: str) -> str:
    """Return the component text of a world of `wit/relays.wit`."""
    interfaces = _interfaces(world)
    system = System(Imports(interfaces, {}))
    names = {
        type_: f"{system.name(key).removeprefix('$system:')}:{label}"
        for key, one in reversed(interfaces.items())
        for label, type_ in one.types.items()
        if isinstance(type_, Named | t.Resource)
    }
    relayed = [
        _Relayed(n, system.name(key), label, function, names)
        for n, (key, label, function) in enumerate(
            (key, *item) for key, one in interfaces.items() for item in one.functions.items()
        )
    ]
    lent = sorted({name for one in relayed for name in one.lent.values()})
    return "\n".join(
        [
            "(component",
            *system.text(),
            _MEMORY,
            *(one.lowered for one in relayed),
            *(f"(core func $drop:{name} (canon resource.drop $system:{name}))" for name in lent),
            '(core module $Relay (import "" "reset" (func $reset))',
            *(f'(import "" "drop:{name}" (func $drop:{name} (param i32)))' for name in lent),
            *(one.imported for one in relayed),
            *(one.called for one in relayed),
            ")",
            '(core instance $relay (instantiate $Relay (with "" (instance',
            '(export "reset" (func $memory "reset"))',
            *(f'(export "drop:{name}" (func $drop:{name}))' for name in lent),
            *(f'(export "{one.number}" (func $in:{one.number}))' for one in relayed),
            "))))",
            *(one.lifted for one in relayed),
            ")",
        ]
    )


@dataclass(frozen=True, slots=True)
class _Relayed:
    """A function that is relayed, and its lines in each part of the text."""

    number: int
    instance: str
    label: str
    type: t.FuncType
    names: Mapping[Any, str]
    """What named types are called in the text, of the system."""

    @property
    def plain(self) -> str:
        """What it is exported as: `tcp-socket-subscribe` for `[method]tcp-socket.subscribe`."""
        return self.label.rpartition("]")[2].replace(".", "-")

    @property
    def lowered(self) -> str:
        lower = f'(canon lower (func {self.instance} "{self.label}") {_OPTIONS})'
        return f"(core func $in:{self.number} {lower})"

    @property
    def imported(self) -> str:
        params = (*self._params, "i32") if self._is_stored else self._params
        results = () if self._is_stored else self._results
        signature = _signature(params, results)
        return f'(import "" "{self.number}" (func $in:{self.number}{signature}))'

    @property
    def lent(self) -> dict[int, str]:
        """The resource of each parameter that is lent, by its place among the core parameters."""
        found, place = {}, 0
        for one in self.type.params:
            if isinstance(one.type, t.Handle):
                if one.type.kind == "own":
                    raise ValueError(f"{self.label}: a handle that is given away is not passed on")
                found[place] = self.names[one.type.resource]
            place += len(flat(one.type))
        return found

    @property
    def called(self) -> str:
        """The call, and what is done after it: a result of several parts is stored at 0.

        What was lent has to be dropped, each time.
        """
        results = ("i32",) if self._is_stored else self._results
        given = [f"(local.get {n})" for n in range(len(self._params))]
        given += ["(i32.const 0)"] if self._is_stored else []
        stored = " (i32.const 0)" if self._is_stored else ""
        drops = (f" (call $drop:{name} (local.get {n}))" for n, name in self.lent.items())
        dropped = "".join(drops)
        return (
            f'(func (export "{self.number}"){_signature(self._params, results)}'
            f" (call $in:{self.number} {' '.join(given)}){dropped}{stored})\n"
            f'(func (export "after-{self.number}"){_signature(results, ())} (call $reset))'
        )

    @property
    def lifted(self) -> str:
        type_ = function_text(self.type, self.names, "system")
        after = f'(post-return (core func $relay "after-{self.number}"))'
        lift = f'(canon lift (core func $relay "{self.number}") {_OPTIONS} {after})'
        return f'(func (export "{self.plain}") {type_} {lift})'

    @property
    def _params(self) -> tuple[Core, ...]:
        params = tuple(core for one in self.type.params for core in flat(one.type))
        if len(params) > MAX_FLAT_PARAMS:
            raise ValueError(f"{self.label}: the parameters would have to be stored")
        return params

    @property
    def _results(self) -> tuple[Core, ...]:
        return () if self.type.result is None else flat(self.type.result)

    @property
    def _is_stored(self) -> bool:
        if self.type.result is not None and size_of(self.type.result) > ROOM:
            raise ValueError(f"{self.label}: the result would overwrite what is allocated")
        return len(self._results) > 1


def _signature(params: tuple[Core, ...], results: tuple[Core, ...]) -> str:
    words = [f" (param {' '.join(params)})"] if params else []
    return "".join([*words, *(f" (result {one})" for one in results)])


def _interfaces(world: str) -> dict[Key, Interface]:
    """Return what a world imports, and what that uses before it."""
    files = {str(one.relative_to(WIT)): one.read_text() for one in sorted(WIT.rglob("*.wit"))}
    found = read(files, Report()).world(world)
    if found is None:
        raise ValueError(f"there is no world {world}")
    return {
        one.name: Interface(
            one.name,
            "",
            functions={each.name: each.type for each in one.functions},
            types={each.name: each.type for each in one.types},
        )
        for one in found.component.imports
    }
