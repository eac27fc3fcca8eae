"""One native executable: the engine's library, the launcher with its seat, the archive.

The trusted keys are written into the launcher, so an archive that is put in the place of ours runs
only if one of them signed it, for the same package.
"""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from flowc.bundle import elf, macho
from flowc.bundle.elf_program import Program
from flowc.bundle.face import Face, face_of
from flowc.bundle.macho_program import MachoProgram
from flowc.bundle.pe import Pe
from flowc.bundle.pe_program import PeProgram
from flowc.bundle.seat import NOTHING, Seat, filled
from flowrt.engine import capi
from flowrt.target import this_target
from flowrt.trust.keys import PublicKey

TARGETS = ("x86_64-linux", "aarch64-linux", "x86_64-windows", "aarch64-macos", "x86_64-macos")
"""What there is a launcher for."""


def executable(
    archive: bytes, package: str, keys: Sequence[PublicKey], engine: bytes, machine: str = ""
) -> bytes:
    """Return the executable of an archive that all of these keys must have signed.

    It is for a machine of `TARGETS`, without one for this.
    """
    machine = machine or this_target()
    launcher = _part("launcher", machine)
    program = _program(engine, launcher, face_of(archive, machine))
    is_program = not isinstance(program, MachoProgram)
    digest = NOTHING if is_program else hashlib.sha256(engine).digest()
    seat = Seat(program.places(archive), package, keys, len(keys), digest)
    return program.join(archive, filled(launcher, seat.encode()))


def thin(
    archive: bytes, package: str, keys: Sequence[PublicKey], digest: bytes, machine: str
) -> bytes:
    """Return an executable that has no engine, and runs on a library of this SHA-256."""
    launcher = _part("launcher", machine)
    program = _program(_part("thin", machine), launcher, face_of(archive, machine))
    seat = Seat(program.places(archive), package, keys, len(keys), digest)
    return program.join(archive, filled(launcher, seat.encode()))


def _part(name: str, machine: str) -> bytes:
    """Return a program that is a part of executables; macOS needs none in an engine's place."""
    part = files("flowc.bundle").joinpath(f"{name}-{machine}")
    return part.read_bytes() if part.is_file() else b""


def _program(
    engine: bytes, launcher: bytes, face: Face | None
) -> Program | PeProgram | MachoProgram:
    if launcher.startswith(b"MZ"):
        return PeProgram(Pe(engine), Pe(launcher))
    if launcher.startswith(macho.MAGIC):
        return MachoProgram(engine, macho.Macho(launcher))
    return Program(elf.Elf(engine), elf.Elf(launcher), face)


def installed() -> bytes:
    """Return the engine's library, as it is installed here."""
    return Path(capi.library()._name).read_bytes()  # noqa: SLF001 - its only name
