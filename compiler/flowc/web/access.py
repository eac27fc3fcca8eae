"""How code between two components reads and writes their memories: by functions in WebAssembly.

Such code uses the memories of both, and not every engine lets a module have two; so the transpiler
makes it call out for one of them, to JavaScript that makes a view of the memory each time. A module
of ours, of which each memory has an instance, has the same functions as code.
"""

import re

import wasmtime

from flowc.text.diagnostic import InternalError

_READS = re.compile(r"new DataView\((\w+\.\w+)\.buffer\)\.get\w+\(ptr \+ off, true\)")
_WRITES = re.compile(
    r"\{\s*new DataView\((\w+\.\w+)\.buffer\)\.set\w+\(ptr \+ offset, val, true\);\s*\}"
)
_SIZE = re.compile(r"(\w+\.\w+)\.buffer\.byteLength / 65536")
_ENTRY = re.compile(
    rf"^( *'mem\d+ (\w+)': )(?:\(ptr, off\) => {_READS.pattern}"
    rf"|\(ptr, val, offset\) => {_WRITES.pattern}|ptr => {_SIZE.pattern})",
    re.MULTILINE,
)
_ANY = re.compile(r"^ *'mem\d+ \w+': ", re.MULTILINE)
_ASKED = re.compile(r"accessTo\([\w.]+\)\.(\w+)")
_NAMED = re.compile(r"([IF](?:32|64))(Load|Store)(8|16|32)?([SU])?")
_FUNCTIONS = {
    "MemorySize": "(result i32) memory.size",
    "Load": "(param i32 i32) (result {kind}) ({code} (i32.add (local.get 0) (local.get 1)))",
    "Store": "(param i32 {kind} i32) ({code} (i32.add (local.get 0) (local.get 2)) (local.get 1))",
}
_IDLE = """\
  (func (export "enter") (param i32 i32 i32))
  (func (export "leave"))
  (func (export "get") (result i32) (i32.const 0))
  (func (export "set") (param i32))
"""


def rewritten(script: str) -> str | None:
    """Return a script that asks `accessTo` for what it calls, or nothing if it calls for more."""
    found, count = _ENTRY.subn(_asked, script)
    return found if count == len(_ANY.findall(script)) else None


def _asked(entry: re.Match[str]) -> str:
    memory = next(one for one in entry.groups()[2:] if one)
    return f"{entry[1]}accessTo({memory}).{entry[2]}"


def accesses(script: str) -> bytes:
    """Return a module that has the functions which a script asks for, of the memory it is given."""
    names = sorted(set(_ASKED.findall(script)))
    functions = "".join(f'  (func (export "{name}") {_function(name)})\n' for name in names)
    return _module(f'  (import "" "memory" (memory 0))\n{functions}')


def idle() -> bytes:
    """Return a module whose functions do nothing at calls between components."""
    return _module(_IDLE)


def _function(name: str) -> str:
    """Return what a function is, whose name is the transpiler's for an instruction."""
    if name in _FUNCTIONS:
        return _FUNCTIONS[name]
    found = _NAMED.fullmatch(name)
    if found is None:
        raise InternalError("web", f"the transpiler asks for `{name}`")
    kind, verb, size, sign = found.groups("")
    code = f"{kind}.{verb}{size}{sign and '_'}{sign}".lower()
    return _FUNCTIONS[verb].format(kind=kind.lower(), code=code)


def _module(fields: str) -> bytes:
    return bytes(wasmtime.wat2wasm(f"(module\n{fields})"))
