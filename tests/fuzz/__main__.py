"""Fuzzes a target with atheris: `python -m tests.fuzz TARGET [SECONDS] [CORPUS]`.

Inputs that get further are put into the folder CORPUS, if there is one. A finding ends the process
with an error and is written beside it, as `crash-..`, `timeout-..` or `oom-..`.
`tests.fuzz.keep` then puts what gets further into `corpus/TARGET`.
"""

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # it ships no types

with atheris.instrument_imports(include=["flowrt", "flowc"]):
    from tests.fuzz import targets

LONGEST = {"archive": 20_000, "component": 4096, "plan": 4096, "wit": 2048}
"""Bytes of an input, at most."""
SLOW, LARGE = 10, 1024
"""What is too long for one input, in seconds, and too much memory, in MB."""


def main(name: str, seconds: str = "60", corpus: str | None = None) -> None:
    """Fuzz for some seconds; never returns."""
    folder = Path(corpus or tempfile.mkdtemp(prefix="fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    given = Path(tempfile.mkdtemp(prefix="seeds-"))
    kept = [path.read_bytes() for path in targets.found(name)]
    for number, data in enumerate((*targets.seeds(name), *kept)):
        (given / str(number)).write_bytes(data)
    options = {
        "max_total_time": seconds,
        "max_len": LONGEST[name],
        "timeout": SLOW,
        "rss_limit_mb": LARGE,
        "artifact_prefix": f"{folder}/../",
        "print_final_stats": 1,
        "verbosity": 1,
    }
    flags = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([sys.argv[0], *flags, str(folder), str(given)], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
