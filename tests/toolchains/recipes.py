"""Builds the links of the chain, each by a toolchain of its language, from pinned packages.

A link is a folder of sources in `components`. The small ones stand built beside their sources;
`python -m tests.toolchains.recipes` builds those anew.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ABI: Final = HERE.parents[1] / "samples" / "abi"
SCRIPTS: Final = Path(sys.executable).parent
WASM_TOOLS: Final = SCRIPTS / "wasm-tools"
JCO: Final = "@bytecodealliance/jco@1.35.0"
"""Its package has the adapter from preview 1 to 0.2.12, and nothing else of it is installed."""
RUST: Final = {
    "rustc": "1.63.0+dfsg1-2",
    "libstd-rust-1.63": "1.63.0+dfsg1-2",
    "libstd-rust-dev": "1.63.0+dfsg1-2",
    "libstd-rust-dev-wasm32": "1.63.0+dfsg1-2",
    "libllvm14": "1:14.0.6-12",
    "lld-14": "1:14.0.6-12",
}
"""Debian 12's packages; they are unpacked into a folder, not installed."""


def committed(name: str) -> Path:
    """Return where a link that is small enough stands built."""
    return HERE / "components" / name / "link.wasm"


def build(name: str) -> bytes:
    """Build one link in a fresh folder; raises `CalledProcessError` if a tool refuses."""
    with tempfile.TemporaryDirectory(prefix="link-") as folder:
        work = Path(folder)
        shutil.copytree(HERE / "components" / name, work, dirs_exist_ok=True)
        for glue in ABI.iterdir():
            shutil.copy(glue, work)
        RECIPES[name](work)
        return (work / "out.wasm").read_bytes()


def _zig(work: Path) -> None:
    flags = "-target wasm32-freestanding -O ReleaseSmall -fstrip -fno-entry -rdynamic"
    modules = "--stack 16384 --dep cabi -Mroot=link.zig -Mcabi=cabi.zig -femit-bin=core.wasm"
    _run(work, sys.executable, "-m", "ziglang", "build-exe", *f"{flags} {modules}".split())
    _componentize(work, "with-monotonic-clock")


def _c(work: Path) -> None:
    flags = "-target wasm32-wasi -mexec-model=reactor -Wall -Wextra -Werror -Oz -s -o core.wasm"
    _run(work, sys.executable, "-m", "ziglang", "cc", *flags.split(), "link.c")
    _componentize(work, "plain", "--adapt", f"wasi_snapshot_preview1={_adapter(work)}")


def _rust(work: Path) -> None:
    usr = _debian_rust(work) / "usr"
    libraries = f"LD_LIBRARY_PATH={usr}/lib/x86_64-linux-gnu:{usr}/lib"
    linker = f"-C linker={usr}/lib/llvm-14/bin/wasm-ld -C linker-flavor=wasm-ld"
    flags = "--edition 2021 --crate-type cdylib --target wasm32-wasi -C opt-level=s -C lto"
    small = "-C panic=abort -C strip=symbols -o core.wasm link.rs"
    command = f"{usr}/bin/rustc --sysroot {usr} {flags} {linker} {small}"
    _run(work, "env", libraries, *command.split())
    _componentize(work, "plain", "--adapt", f"wasi_snapshot_preview1={_adapter(work)}")


def _assemblyscript(work: Path) -> None:
    _npm_ci(work)
    flags = "-O3 --runtime incremental --use abort= --transform ./rename.mjs -o core.wasm"
    _run(work, "node", "node_modules/.bin/asc", "link.ts", *flags.split())
    _componentize(work, "with-wall-clock")


def _text(work: Path) -> None:
    _run(work, WASM_TOOLS, "parse", "link.wat", "-o", "named.wasm")
    _run(work, WASM_TOOLS, "strip", "--all", "named.wasm", "-o", "core.wasm")
    _componentize(work, "with-random")


def _python(work: Path) -> None:
    world = ("-d", HERE / "wit", "-w", "plain")
    _run(work, SCRIPTS / "componentize-py", *world, "componentize", "link", "-o", "out.wasm")


def _javascript(work: Path) -> None:
    _npm_ci(work)
    world = ("-w", HERE / "wit", "-n", "plain")
    tool = ("node_modules/.bin/componentize-qjs", "--sync", "-j", "link.js", "-o", "out.wasm")
    _run(work, *tool, *world)


def _go(work: Path) -> None:
    target = ("env", "GOOS=wasip1", "GOARCH=wasm", "GOTOOLCHAIN=local", "GOFLAGS=-mod=mod")
    flags = ("-buildmode=c-shared", "-ldflags=-s -w", "-trimpath", "-o", "core.wasm")
    _run(work, *target, "go", "build", *flags, ".")
    (work / "adapter.wit").write_text("package relay:adapter; world component {}\n")
    _run(work, WASM_TOOLS, "parse", "null-adapter.wat", "-o", "plain.wasm")
    embed = ("component", "embed", "adapter.wit", "plain.wasm", "-o", "adapter.wasm")
    _run(work, WASM_TOOLS, *embed)
    _componentize(work, "plain", "--adapt", "wasi_snapshot_preview1=adapter.wasm")


RECIPES: Final[dict[str, Callable[[Path], None]]] = {
    "zig": _zig,
    "c": _c,
    "rust": _rust,
    "assemblyscript": _assemblyscript,
    "text": _text,
    "python": _python,
    "javascript": _javascript,
    "go": _go,
}
SMALL: Final = ("zig", "c", "rust", "assemblyscript", "text")
"""Those that stand built beside their sources."""


def _adapter(work: Path) -> str:
    _run(work, "npm", "pack", "--silent", JCO)
    _run(work, "tar", "xzf", *map(str, work.glob("bytecodealliance-jco-*.tgz")), "package/lib")
    return "package/lib/wasi_snapshot_preview1.reactor.wasm"


def _debian_rust(work: Path) -> Path:
    _run(work, "apt-get", "update")
    names = [f"{name}={version}" for name, version in RUST.items()]
    _run(work, "apt-get", "download", *names)
    for package in work.glob("*.deb"):
        _run(work, "dpkg", "-x", package, "debian")
    return work / "debian"


def _npm_ci(work: Path) -> None:
    _run(work, "npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--silent")


def _componentize(work: Path, world: str, *adapted: str) -> None:
    embed = ("component", "embed", HERE / "wit", "core.wasm", "-w", world, "-o", "typed.wasm")
    _run(work, WASM_TOOLS, *embed)
    _run(work, WASM_TOOLS, "component", "new", "typed.wasm", *adapted, "-o", "out.wasm")


def _run(work: Path, *command: str | Path) -> None:
    words = [str(part) for part in command]
    subprocess.run(words, cwd=work, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    for link in sys.argv[1:] or SMALL:
        content = build(link)
        committed(link).write_bytes(content)
        print(f"{link}: {len(content)} bytes")
