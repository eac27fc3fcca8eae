"""Rebuilds the samples' components: a folder of sources comes in, a `.wasm` component goes out.

The language is told by the source's suffix; tools are the pinned ones of this environment. The
same sources give the same bytes in any folder, but for Python, whose snapshot differs each time.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

SAMPLES: Final = Path(__file__).resolve().parent
SCRIPTS: Final = Path(sysconfig.get_path("scripts"))
GLUE: Final = SAMPLES / "abi"
WORLD: Final = "component"

Recipe = Callable[[Path, str], None]


def sources() -> tuple[Path, ...]:
    """Every component's main source, sorted: `<sample>/components/<name>/<name>.<suffix>`."""
    found = (
        path
        for folder in SAMPLES.glob("*/components/*/")
        for path in folder.glob(f"{folder.name}.*")
        if path.suffix in RECIPES
    )
    return tuple(sorted(found))


def target(source: Path) -> Path:
    """Where a source's component belongs; Python's 18 MB go to an ignored folder."""
    folder = source.parent.parent / "build" if source.suffix == ".py" else source.parent
    return folder / f"{source.stem}.wasm"


def build(source: Path) -> bytes:
    """Build one component in a fresh folder; raises `CalledProcessError` if a tool refuses."""
    with tempfile.TemporaryDirectory(prefix="component-") as name:
        work = Path(name)
        shutil.copytree(
            source.parent,
            work,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("*.wasm", "node_modules"),
        )
        for glue in GLUE.iterdir():
            shutil.copy(glue, work)
        RECIPES[source.suffix](work, source.stem)
        return (work / "out.wasm").read_bytes()


def write(source: Path) -> Path:
    """Build one component into its place; an old one stays until the new one is whole."""
    path, content = target(source), build(source)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(content)
    Path(part.name).chmod(0o644)
    return Path(part.name).replace(path)


def ensure(source: Path) -> Path:
    """Build a component unless its file is there and no older than any of its sources."""
    path = target(source)
    newest = max(part.stat().st_mtime for part in source.parent.rglob("*") if part != path)
    fresh = path.exists() and path.stat().st_mtime >= newest
    return path if fresh else write(source)


def _zig(work: Path, name: str) -> None:
    flags = "-target wasm32-freestanding -O ReleaseFast -fstrip -fno-entry -rdynamic --stack 16384"
    modules = f"--dep cabi -Mroot={name}.zig -Mcabi=cabi.zig -femit-bin=core.wasm"
    _run(work, sys.executable, "-m", "ziglang", "build-exe", *f"{flags} {modules}".split())
    _componentize(work)


def _c(work: Path, name: str) -> None:
    flags = "-target wasm32-freestanding -std=c11 -Wall -Wextra -Werror -Oz -s -nostdlib"
    link = "-Wl,--no-entry -Wl,-z,stack-size=16384 -o core.wasm"
    _run(work, sys.executable, "-m", "ziglang", "cc", *f"{flags} {link} {name}.c".split())
    _componentize(work)


def _wat(work: Path, name: str) -> None:
    _run(work, SCRIPTS / "wasm-tools", "parse", f"{name}.wat", "-o", "named.wasm")
    _run(work, SCRIPTS / "wasm-tools", "strip", "--all", "named.wasm", "-o", "core.wasm")
    _componentize(work)


def _assemblyscript(work: Path, name: str) -> None:
    _run(work, "npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--silent")
    flags = "-O3 --runtime incremental --use abort= --transform ./rename.mjs -o core.wasm"
    _run(work, "node", "node_modules/.bin/asc", f"{name}.ts", *flags.split())
    _componentize(work)


def _python(work: Path, name: str) -> None:
    tool = SCRIPTS / "componentize-py"
    packages = sysconfig.get_path("purelib")
    search = ("-p", ".", "-p", packages)
    _run(
        work, tool, "-d", "wit", "-w", WORLD, "componentize", name, *search, "-s", "-o", "out.wasm"
    )


RECIPES: Final[dict[str, Recipe]] = {
    ".zig": _zig,
    ".c": _c,
    ".wat": _wat,
    ".ts": _assemblyscript,
    ".py": _python,
}


def _componentize(work: Path) -> None:
    tool = SCRIPTS / "wasm-tools"
    _run(work, tool, "component", "embed", "wit", "core.wasm", "-w", WORLD, "-o", "typed.wasm")
    _run(work, tool, "component", "new", "typed.wasm", "-o", "out.wasm")


def _run(work: Path, *command: str | Path) -> None:
    words = [str(part) for part in command]
    subprocess.run(words, cwd=work, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Build the named components, or all of them."""
    by_name = {source.stem: source for source in sources()}
    parser = argparse.ArgumentParser(description="Rebuild the samples' components.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(by_name))
    names = parser.parse_args().names or list(by_name)
    if unknown := [name for name in names if name not in by_name]:
        parser.error(f"no component named {unknown[0]}; there are: {', '.join(by_name)}")
    for name in names:
        try:
            path = write(by_name[name])
        except (OSError, subprocess.CalledProcessError) as problem:
            parser.exit(1, f"build.py: {name} was not built: {problem}\n")
        print(f"{path.relative_to(SAMPLES)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
