"""An executable gives the fixed values that `flowrt run` gives, to the same words."""

import pytest
from tests.cli.executables import Case, start, told
from tests.cli.workshop import Workshop
from tests.isolation.grounds import binary
from tests.isolation.test_fixed import TEXT

from flowrt.__main__ import main
from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
CASES = (
    "times --fixed clock",
    "times --fixed clock=0",
    "times --fixed clock=2030-01-31T12:00:00Z,random",
    "times --fixed clock=2024-02-29T23:59:59.25+05:30",
    "times --fixed clock=2100-03-01T00:00-01:00 --fixed clock=7",
    "times --lines --isolation stream --fixed clock=5",
    "wait --nanoseconds 1 --fixed clock",
    "drawn --size 0 --fixed random",
    "drawn --size 33 --fixed random=seed",
    "drawn --size 1000 --fixed random=a=b,clock",
    "drawn --lines --isolation stream --fixed random",
    "rest --fixed clock --deny clock",
    "rest --fixed clock,random",
    "rest --fixed env",
    "rest --fixed clock=soon",
    "rest --fixed clock=2001-02-29T00:00:00Z",
    "rest --fixed clock=2001-02-28T00:00:00",
    "rest --fixed clock=1969-07-20T20:17:00Z",
    "rest --fixed",
)
LINES = {"times": b"{}\n{}\n", "drawn": b'{"size": 3}\n{"size": 40}\n'}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = Workshop(tmp_path_factory.mktemp("fixed"))
    workshop.path("system.wasm").write_bytes(binary("system.wasm"))
    workshop.path("system.flow").write_text(TEXT)
    workshop.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    for more in (("-o", "system.flowpack"), ("-o", "system", "--target", "exe")):
        workshop.well("flowc", "build", "system.flow", "-k", "flowc.key", *more)
    return workshop


@pytest.mark.parametrize("words", CASES)
def test_fixed_values_are_those_of_flowrt(
    made: Workshop, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    flow, *_ = given = tuple(words.split())
    archive, trust = (str(made.path(name)) for name in ("system.flowpack", "trust.toml"))
    case = Case(given)
    if "--lines" in words:
        made.path("lines").write_bytes(LINES[flow])
        case = Case((*given, "--input", str(made.path("lines"))))
    code = main(["run", archive, "--trust", trust, "--allow", "all", *case.words])
    out, err = capfd.readouterr()
    found = start(made.path("system"), *case.words, case=case)
    assert (found.returncode, found.stdout.decode()) == (code, out), found.stderr
    for one, other in zip(told(found.stderr), told(err.encode()), strict=True):
        assert one == other or one.startswith("  = expected")  # what is allowed is not the same
