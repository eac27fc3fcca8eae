"""An interrupt while a command is being imported ends it as any other does, without a traceback."""

import subprocess
import sys

import pytest

PROGRAM = """\
import sys

module = sys.argv.pop(1)

class Interrupts:
    def find_spec(name, *_):
        if name == module:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupts)
from {command} import main
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("command", "module", "words"),
    [
        ("flowc.__main__", "flowc.cli", ()),
        ("flowc.__main__", "argparse", ()),
        ("flowc.__main__", "flowc.cli.check", ("check",)),
        ("flowrt.__main__", "flowrt.cli.inspect", ("inspect", "--help")),
        ("flowrt.__main__", "flowrt.cli.run", ("run", "--help")),
    ],
)
def test_it_ends_the_command(command: str, module: str, words: tuple[str, ...]) -> None:
    program = [sys.executable, "-c", PROGRAM.format(command=command), module, *words]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
