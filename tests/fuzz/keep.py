"""Keeps what a fuzzer found: `python -m tests.fuzz.keep TARGET FOLDER`, smallest inputs first.

An input is put into `corpus/TARGET` if it takes the reader along a way between two lines that none
of the others does, seeds and kept ones included. What is large is left out, as it is read each time
that the tests are run.
"""

import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from tests.fuzz import targets

MOST, LARGEST = 60, 2048
"""Inputs of a target, and bytes of one."""
OURS = ("/flowrt/", "/flowc/")
Way: TypeAlias = tuple[str, int, int]


def ways(name: str, data: bytes) -> set[Way]:
    """Return between which lines of ours the target goes."""
    found: set[Way] = set()
    last: dict[FrameType, int] = {}

    def step(frame: FrameType, event: str, _: object) -> object:
        path = frame.f_code.co_filename
        if not any(part in path for part in OURS):
            return None
        if event == "line":
            found.add((path, last.get(frame, 0), frame.f_lineno))
            last[frame] = frame.f_lineno
        return step

    sys.settrace(step)  # type: ignore[arg-type]  # a tracer gives a tracer
    try:
        targets.TARGETS[name](data)
    finally:
        sys.settrace(None)
    return found


def further(name: str, folder: Path) -> Iterator[bytes]:
    """Give the inputs of a folder that go where no kept one goes."""
    kept = [path.read_bytes() for path in targets.found(name)]
    known = set[Way]().union(*(ways(name, data) for data in (*targets.seeds(name), *kept)))
    given = sorted(
        (path.read_bytes() for path in folder.glob("*")), key=lambda one: (len(one), one)
    )
    room = MOST - len(kept)
    for data in given:
        new = ways(name, data) - known if room and len(data) <= LARGEST else set()
        if new:
            known |= new
            room -= 1
            yield data


def main(name: str, folder: str) -> None:
    """Keep them."""
    home = Path(__file__).parent / "corpus" / name
    home.mkdir(parents=True, exist_ok=True)
    for data in further(name, Path(folder)):
        (home / sha256(data).hexdigest()[:16]).write_bytes(data)
    print(f"{name}: {len(targets.found(name))} inputs are kept")


if __name__ == "__main__":
    main(*sys.argv[1:])
