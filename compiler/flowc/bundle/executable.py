"""One native executable: the engine's library, the launcher with its seat, the archive.

The trusted keys are written into the launcher, so an archive that is put in the place of ours runs
only if one of them signed it, for the same package.
"""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from flowc.bundle.elf import Elf
from flowc.bundle.pe import Pe
from flowc.bundle.pe_program import PeProgram
from flowc.bundle.program import Program
from flowc.bundle.seat import Seat, filled
from flowrt.engine import capi
from flowrt.engine.target import this_target
from flowrt.trust.keys import PublicKey

TARGETS = ("x86_64-linux", "aarch64-linux", "x86_64-windows")
"""What there is a launcher for."""


def executable(
    archive: bytes, package: str, keys: Sequence[PublicKey], engine: bytes, machine: str = ""
) -> bytes:
    """Return the executable of an archive that all of these keys must have signed.

    It is for a machine of `TARGETS`, without one for this.
    """
    launcher = files("flowc.bundle").joinpath(f"launcher-{machine or this_target()}").read_bytes()
    program = _program(engine, launcher)
    seat = Seat(program.places(archive), package, keys, len(keys))
    return program.join(archive, filled(launcher, seat.encode()))


def _program(engine: bytes, launcher: bytes) -> Program | PeProgram:
    if launcher.startswith(b"MZ"):
        return PeProgram(Pe(engine), Pe(launcher))
    return Program(Elf(engine), Elf(launcher))


def installed() -> bytes:
    """Return the engine's library, as it is installed here."""
    return Path(capi.library()._name).read_bytes()  # noqa: SLF001 - its only name
