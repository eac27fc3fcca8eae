"""Real `.wit` files, found in a cache that the package registries' own clients fill.

`python -m tests.frontend.wit.corpus` fills it, by `cargo vendor`: crates ship the WASI proposals
they are built for. The folder is `flowc/wit` in the user's cache (`XDG_CACHE_HOME`). None of this
text is part of the repository, and no test fetches any.
"""

import os
import subprocess
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "flowc" / "wit"
CRATES = {
    "wasip2": "1",
    "wasip3": "*",
    "wasmtime-wasi": "36",
    "wasmtime-wasi-http": "36",
    "wasmtime-wasi-config": "36",
    "wasmtime-wasi-keyvalue": "36",
    "wasmtime-wasi-tls": "36",
}
WASI = (
    "wasip2/wit",
    "wasip3/wit",
    "wasmtime-wasi/src/p2/wit",
    "wasmtime-wasi/src/p3/wit",
    "wasmtime-wasi-config/wit",
    "wasmtime-wasi-http/wit",
    "wasmtime-wasi-io/wit",
    "wasmtime-wasi-keyvalue/wit",
    "wasmtime-wasi-tls/wit",
)
MANIFEST = '[package]\nname = "wit-corpus"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n'


def folders() -> list[Path]:
    """Return the folders with WASI's files that are in the cache."""
    return [CACHE / "vendor" / one for one in WASI if (CACHE / "vendor" / one).is_dir()]


def fill() -> None:
    """Let cargo fetch the crates into the cache."""
    project = CACHE / "project"
    (project / "src").mkdir(parents=True, exist_ok=True)
    (project / "src" / "lib.rs").write_text("")
    wanted = "".join(f'{name} = "{version}"\n' for name, version in CRATES.items())
    (project / "Cargo.toml").write_text(MANIFEST + wanted)
    subprocess.run(["cargo", "vendor", "-q", str(CACHE / "vendor")], cwd=project, check=True)  # noqa: S607 - cargo of the path


if __name__ == "__main__":
    fill()
    print(*folders(), sep="\n")
