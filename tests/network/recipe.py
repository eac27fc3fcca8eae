"""Builds what asks the network: `python -m tests.network.recipe` writes it beside its sources."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.toolchains.recipes import ABI, WASM_TOOLS

HERE: Final = Path(__file__).resolve().parent
WORLDS: Final = {"client": "clients", "dialer": "dialers"}
"""The folders of sources, and the world that each is of."""
_ZIG: Final = (
    "-m ziglang build-exe -target wasm32-freestanding -O ReleaseSmall -fstrip -fno-entry -rdynamic"
    " --stack 16384 --dep cabi -Mroot={name}.zig -Mcabi=cabi.zig -femit-bin=core.wasm"
)


def built(name: str) -> Path:
    """Return where a component stands built."""
    return HERE / name / f"{name}.wasm"


def build(name: str) -> bytes:
    """Build a component in a fresh folder; raises `CalledProcessError` if a tool refuses."""
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as folder:
        work = Path(folder)
        shutil.copytree(HERE / name, work, dirs_exist_ok=True)
        shutil.copy(ABI / "cabi.zig", work)
        component = f"{WASM_TOOLS} component"
        for command in (
            f"{sys.executable} {_ZIG.format(name=name)}",
            f"{component} embed wit core.wasm -w {WORLDS[name]} -o typed.wasm",
            f"{component} new typed.wasm -o out.wasm",
        ):
            subprocess.run(command.split(), cwd=work, check=True, stdout=subprocess.DEVNULL)
        return (work / "out.wasm").read_bytes()


if __name__ == "__main__":
    for name in WORLDS:
        print(f"{built(name)}: {built(name).write_bytes(build(name))} bytes")
