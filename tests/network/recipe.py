"""Builds the client from its sources: `python -m tests.network.recipe` writes it beside them."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.toolchains.recipes import ABI, WASM_TOOLS

SOURCES: Final = Path(__file__).resolve().parent / "client"
BUILT: Final = SOURCES / "client.wasm"
_ZIG: Final = (
    "-m ziglang build-exe -target wasm32-freestanding -O ReleaseSmall -fstrip -fno-entry -rdynamic"
    " --stack 16384 --dep cabi -Mroot=client.zig -Mcabi=cabi.zig -femit-bin=core.wasm"
)


def build() -> bytes:
    """Build the client in a fresh folder; raises `CalledProcessError` if a tool refuses."""
    with tempfile.TemporaryDirectory(prefix="client-") as folder:
        work = Path(folder)
        shutil.copytree(SOURCES, work, dirs_exist_ok=True)
        shutil.copy(ABI / "cabi.zig", work)
        component = f"{WASM_TOOLS} component"
        for command in (
            f"{sys.executable} {_ZIG}",
            f"{component} embed wit core.wasm -w clients -o typed.wasm",
            f"{component} new typed.wasm -o out.wasm",
        ):
            subprocess.run(command.split(), cwd=work, check=True, stdout=subprocess.DEVNULL)
        return (work / "out.wasm").read_bytes()


if __name__ == "__main__":
    print(f"{BUILT}: {BUILT.write_bytes(build())} bytes")
