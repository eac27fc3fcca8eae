"""An interrupt while a command is being imported ends it as any other does, without a traceback."""

import subprocess
import sys

import pytest

PROGRAM = """\
import sys

module = sys.argv.pop(1)

class Interrupted:
    def __set_name__(*_):
        raise KeyboardInterrupt

class Interrupts:
    def find_spec(name, *_):
        if name == module:
            {how}

sys.meta_path.insert(0, Interrupts)
from {command} import main
sys.exit(main())
"""


AT_ONCE = "raise KeyboardInterrupt"
IN_A_CLASS = "type('Made', (), dict(field=Interrupted()))"


@pytest.mark.parametrize("how", [AT_ONCE, IN_A_CLASS])
@pytest.mark.parametrize(
    ("command", "module", "words"),
    [
        ("flowc.__main__", "flowc.cli", ()),
        ("flowc.__main__", "flowc.cli.check", ("check",)),
        ("flowrt.__main__", "flowrt.cli.inspect", ("inspect", "--help")),
        ("flowrt.__main__", "flowrt.cli.run", ("run", "--help")),
    ],
)
def test_it_ends_the_command(command: str, module: str, words: tuple[str, ...], how: str) -> None:
    program = [sys.executable, "-c", PROGRAM.format(command=command, how=how), module, *words]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
