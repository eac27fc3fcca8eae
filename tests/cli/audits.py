"""Audits of the same words by `flowrt run` and by an executable, which are to be the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.cli import forked
from tests.cli.executables import Case, start
from tests.cli.workshop import Workshop

from flowc.bundle import executable, installed
from flowrt.trust.text import encode_trust
from flowrt.verify import VerifiedArchive

ITS_OWN = ("archive", "publisher", "time")
"""What an archive's audit has of its own, and an executable's."""


@dataclass(frozen=True)
class Audited:
    """What both audits say of the same words, and both answers."""

    flowrt: dict[str, Any]
    executable: dict[str, Any]
    answers: tuple[bytes, bytes]
    written: str
    """All of both audits."""


def ready(folder: Path, name: str, verified: VerifiedArchive) -> Path:
    """Put an archive into a folder, whom it trusts, and its executable, which is returned."""
    data, program = verified.contents.archive.data, folder / name
    (folder / f"{name}.flowpack").write_bytes(data)
    (folder / "trust.toml").write_text(encode_trust(verified.trust))
    program.write_bytes(executable(data, verified.plan.package, verified.keys, installed()))
    program.chmod(0o755)
    return program


def both(
    program: Path,
    *words: str,
    at: tuple[Path, Path] | None = None,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Audited:
    """Run an executable and the archive beside it, each `at` a folder of its own, or there.

    There may be `more` variables in the environment.
    """
    here = program.parent
    places = at or (here, here)
    logs = [place / f"audit-{name}" for place, name in zip(places, ("flowrt", "exe"), strict=True)]
    granted = ("--trust", str(here / "trust.toml"), "--allow", "all", "--audit", str(logs[0]))
    environment = {"FLOWC_CACHE": str(here / "cache"), "FLOW_NAME": "secret", **more}
    command = ("flowrt", "run", f"{program}.flowpack", *granted, *words)
    one = forked.run(command, places[0], environment, b"")
    given, where = (*words, "--audit", str(logs[1])), Workshop(places[1])
    other = start(program, *given, case=Case(words), at=where, **environment)
    assert one.returncode == other.returncode, other.stderr
    flowrts, its = (json.loads(log.read_text().splitlines()[-1]) for log in logs)
    assert flowrts["exit"] == its["exit"] == one.returncode
    for own in ITS_OWN:
        assert (own in flowrts) == (own in its)
        flowrts.pop(own, None), its.pop(own, None)
    written = "".join(log.read_text() for log in logs)
    return Audited(flowrts, its, (one.stdout, other.stdout), written)
