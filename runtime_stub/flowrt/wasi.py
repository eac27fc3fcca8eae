"""What a transaction's components see of the system: WASI 0.2, narrowed to what was granted.

Takes granted capabilities, gives a `Wasi` that a linker and each new store are set up with. What
is not granted is not there: no folder, no variable, no network. A component's output goes to
stderr, as stdout carries results, and its input is empty, as stdin carries parameters.
"""

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flowrt import capi
from flowrt.capabilities import Capability
from flowrt.refusals import Unreadable
from flowrt.traps import check

ANYWHERE = (".", "/")
"""What a flow may see that may use files anywhere."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the system: what components call it, where it is, whether they may write."""

    guest: str
    host: str
    writes: bool


@dataclass(frozen=True, slots=True)
class Wasi:
    """What is there; `variables` are names and values of the environment."""

    variables: tuple[tuple[bytes, bytes], ...] = ()
    folders: tuple[Folder, ...] = ()
    network: bool = False
    http: bool = False
    output: bool = False

    @classmethod
    def of(cls, granted: Iterable[Capability], folders: Mapping[str, str] | None = None) -> "Wasi":
        """Return what capabilities open; `folders` says where a folder of the archive's lies.

        A folder that is not named there is taken relative to the working folder. Raises
        `Unreadable` for one that does not exist.
        """
        by_name: dict[str, list[Capability]] = {}
        for one in granted:
            by_name.setdefault(one.name, []).append(one)
        return cls(
            _variables(by_name.get("env", ())),
            tuple(
                _folder(guest, one.writes, folders or {})
                for one in by_name.get("files", ())
                for guest in ([one.argument] if one.argument else ANYWHERE)
            ),
            "sockets" in by_name,
            "http" in by_name,
            "stdio" in by_name,
        )

    def link(self, api: ctypes.CDLL, linker: int) -> None:
        """Define WASI's interfaces for components to import."""
        check(api, api.wasmtime_component_linker_add_wasip2(linker))
        if self.http:
            check(api, api.wasmtime_component_linker_add_wasi_http(linker))

    def enter(self, api: ctypes.CDLL, context: int) -> None:
        """Give a new store its own view of the system; without it, a call aborts the process."""
        config = api.wasi_config_new()
        if self.variables:
            names, values = zip(*self.variables, strict=True)
            array = ctypes.c_char_p * len(names)
            api.wasi_config_set_env(config, len(names), array(*names), array(*values))
        for folder in self.folders:
            host, guest = os.fsencode(folder.host), folder.guest.encode()
            if not api.wasi_config_preopen_dir(config, host, guest, folder.writes):
                api.wasi_config_delete(config)
                raise Unreadable(folder.host, "the folder cannot be opened")
        if self.network:
            api.wasi_config_inherit_network(config)
            api.wasi_config_allow_ip_name_lookup(config, True)  # noqa: FBT003 - C has no names
        if self.output:
            api.wasi_config_inherit_stderr(config)
            api.wasi_config_set_stdout_custom(config, _TO_STDERR, None, _NOTHING_TO_FREE)
        check(api, api.wasmtime_context_set_wasi(context, config))
        if self.http:
            api.wasmtime_context_set_wasi_http(context)


def _print(_data: object, start: int, size: int) -> int:
    """Write what a component prints; what stderr cannot take is lost, as for any program."""
    if sys.stderr is not None:
        sys.stderr.write(ctypes.string_at(start, size).decode(errors="replace"))
        sys.stderr.flush()
    return size


_TO_STDERR = capi.WRITER(_print)
_NOTHING_TO_FREE = capi.FINALIZER()


def _variables(granted: Iterable[Capability]) -> tuple[tuple[bytes, bytes], ...]:
    names = {one.argument for one in granted}
    every = "" in names
    found = [(k, v) for k, v in os.environ.items() if every or k in names]
    return tuple((os.fsencode(name), os.fsencode(value)) for name, value in sorted(found))


def _folder(guest: str, writes: bool, folders: Mapping[str, str]) -> Folder:  # noqa: FBT001 - private
    host = folders.get(guest, guest)
    if not os.path.isdir(host):  # noqa: PTH112 - pathlib takes 4 ms to import
        raise Unreadable(host, f"the flow works on the folder {guest}, and there is none")
    return Folder(guest, host, writes)
