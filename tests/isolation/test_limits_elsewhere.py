"""Memories are counted on aarch64 Linux, too: the stub itself runs there, under qemu.

`FLOWC_ELSEWHERE` names a folder with what is not part of this repository: `root`, a system for the
machine with Python 3.11 as Debian has it, and `site`, wheels of what the stub needs, unpacked.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.isolation.grounds import compiled
from tests.segment.waiting import KEY, trusting

import flowrt
from flowc.seal import describe, write
from flowrt.engine import engine
from flowrt.rights.limits import Limits

GIVEN = Path(os.environ.get("FLOWC_ELSEWHERE", "/nonexistent"))
PYTHON = GIVEN / "root" / "usr" / "bin" / "python3.11"
QEMU = shutil.which("qemu-aarch64-static")
MIB = 1 << 20


def run(archive: Path, pages: int) -> "subprocess.CompletedProcess[str]":
    stub = Path(flowrt.__file__).parents[1]
    places = {"PYTHONPATH": f"{GIVEN / 'site'}:{stub}", "PYTHONHOME": str(PYTHON.parents[1])}
    settings = [word for name, value in places.items() for word in ("-E", f"{name}={value}")]
    words = ["--trust", "trust.toml", "--which", "0", "--pages", str(pages)]
    command = [str(QEMU), "-L", str(GIVEN / "root"), *settings, str(PYTHON), "-B", "-m", "flowrt"]
    return subprocess.run(
        [*command, "run", archive.name, "must-grow", *words],
        cwd=archive.parent, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.skipif(QEMU is None or not PYTHON.exists(), reason="no other machine to be had")
@pytest.mark.parametrize("name", ["memory_bytes", "total_memory_bytes"])
def test_memories_are_counted_on_another_machine(name: str, tmp_path: Path) -> None:
    made, bounds = compiled(), Limits(**{name: 6 * MIB}).by_name
    manifest = describe(made.plan, made.inputs, engine.host().engine, limits=bounds)
    archive = tmp_path / "hostile.flowpack"
    archive.write_bytes(write(made.plan, made.component, {}, manifest, [KEY]).data)
    (tmp_path / "trust.toml").write_text(trusting(KEY))
    few, many = run(archive, 20), run(archive, 200)
    assert (few.returncode, few.stdout) == (0, "21\n"), few.stderr
    assert many.returncode == 4
    assert "fault[R440]" in many.stderr
    assert f"`{name}` allows 6,291,456" in many.stderr
