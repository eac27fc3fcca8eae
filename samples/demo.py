"""The main job from end to end, with the commands a user would type: `make demo` runs this.

Checks, builds, verifies and runs `samples/movies` on the whole data set, and prints a few rows.
"""

import subprocess
import sys
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SHOWN = 3

FLOW = "samples/movies/movies.flow"
KEY, TRUST = "dist/demo.key", "dist/demo.trust.toml"
ARCHIVE = "dist/movies.flowpack"
ROWS, SCORED = "dist/movies.ndjson", "dist/movies.scored.ndjson"


def main() -> None:
    """Run every step; stop at the first that fails."""
    (ROOT / "dist").mkdir(exist_ok=True)
    if not (ROOT / KEY).exists():
        (ROOT / TRUST).unlink(missing_ok=True)
        step("flowc", "keygen", KEY, "--trust", TRUST, "--name", "demo")
    step("flowc", "check", FLOW)
    step("flowc", "build", FLOW, "--key", KEY, "--output", ARCHIVE)
    step("flowrt", "verify", ARCHIVE, "--trust", TRUST)
    step("python", "samples/movies/rows.py", ROWS)
    step(
        "flowrt", "run", ARCHIVE, "score", "--trust", TRUST,
        "--lines", "--isolation", "stream", "--input", ROWS, output=SCORED,
    )  # fmt: skip
    with (ROOT / SCORED).open(encoding="utf-8") as rows:
        print(*islice(rows, SHOWN), sep="")


def step(*command: str, output: str | None = None) -> None:
    """Show a command and run it; its output goes to the file `output` where there is one."""
    print("$", *command, *([">", output] if output else []), file=sys.stderr)
    program = [str(BIN / command[0]), *command[1:]]
    if output is None:
        subprocess.run(program, cwd=ROOT, check=True)
        return
    with (ROOT / output).open("wb") as file:
        subprocess.run(program, cwd=ROOT, check=True, stdout=file)


if __name__ == "__main__":
    main()
