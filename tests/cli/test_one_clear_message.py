"""Everything that can be wrong with what a user gives: one clear message, the right exit code."""

from collections.abc import Callable
from random import Random

import pytest
from tests.cli.conftest import Workshop

RUN = ("flowrt", "run", "hello.flowpack", "hello", "--trust", "trust.toml")
CHECK = ("flowc", "check", "hello.flow")
MISTAKE, USAGE, REFUSED = 1, 2, 3

Spoil = Callable[[Workshop], None]


def source(text: str) -> Spoil:
    """Write another flow over the workshop's."""
    head = 'package hello:app@0.1.0;\nuse greeting from "components/greeting/greeting.wasm";\n'
    return lambda workshop: (workshop.path("hello.flow").write_text(head + text), None)[1]


def archive(change: Callable[[bytes], bytes]) -> Spoil:
    """Change the archive's bytes."""

    def spoil(workshop: Workshop) -> None:
        path = workshop.path("hello.flowpack")
        path.write_bytes(change(path.read_bytes()))

    return spoil


def nothing(_: Workshop) -> None:
    """Leave all as it is."""


def another_key(workshop: Workshop) -> None:
    workshop.path("trust.toml").unlink()
    workshop.well("flowc", "keygen", "other.key", "--trust", "trust.toml")


def missing_component(workshop: Workshop) -> None:
    workshop.path("components/greeting/greeting.wasm").unlink()


def no_component(workshop: Workshop) -> None:
    path = workshop.path("components/greeting/greeting.wasm")
    path.write_bytes(b"\0asm\x01\0\0\0")


FLOW = "export flow hello(name: string) -> {result} {{ {body} }}\n"


@pytest.mark.parametrize(
    ("spoil", "command", "code", "words"),
    [
        pytest.param(archive(lambda b: b[:-100]), RUN, REFUSED, "refused[R1", id="truncated"),
        pytest.param(archive(lambda b: b[:12]), RUN, REFUSED, "refused[R1", id="a few bytes"),
        pytest.param(
            archive(lambda b: b"PK\3\4" + b[4:]), RUN, REFUSED, "refused[R1", id="no archive"
        ),
        pytest.param(archive(lambda b: b + b"\0"), RUN, REFUSED, "refused[R1", id="bytes behind"),
        pytest.param(another_key, RUN, REFUSED, "refused[R2", id="unknown key"),
        pytest.param(missing_component, CHECK, MISTAKE, "error[F290]", id="missing component"),
        pytest.param(no_component, CHECK, MISTAKE, "error[F291]", id="no component"),
        pytest.param(
            source(FLOW.format(result="string", body="greeting.greeet(name)")),
            CHECK,
            MISTAKE,
            "`greet`",
            id="unknown port",
        ),
        pytest.param(
            source(FLOW.format(result="string", body="greeting.greet(7)")),
            CHECK,
            MISTAKE,
            "expected `string`",
            id="wrong type",
        ),
        pytest.param(
            source(
                "enum mood { glad, sad, so-so }\n"
                "export flow hello(mood: mood) -> u32 { match mood { glad => 1, sad => 2 } }\n"
            ),
            CHECK,
            MISTAKE,
            "so-so",
            id="missing match case",
        ),
        pytest.param(
            source("export flow hello() -> u8 { 256 }\n"),
            CHECK,
            MISTAKE,
            "`u8`",
            id="number too large",
        ),
        pytest.param(
            source("export flow hello( -> u8 { 1 }\n"),
            CHECK,
            MISTAKE,
            "error[F1",
            id="syntax",
        ),
        pytest.param(
            nothing,
            ("flowrt", "run", "hello.flowpack", "helo", "--trust", "trust.toml"),
            USAGE,
            "hello",
            id="unknown flow",
        ),
        pytest.param(
            nothing,
            ("flowrt", "run", "hello.flowpack", "hello", "--nam", "x", "--trust", "trust.toml"),
            USAGE,
            "name",
            id="unknown flag",
        ),
        pytest.param(
            nothing, ("flowrt", "run", "hello.flowpack"), REFUSED, "trust", id="no trust file"
        ),
        pytest.param(
            nothing, ("flowc", "check", "none.flow"), MISTAKE, "error[F001]", id="no file"
        ),
        pytest.param(
            nothing, ("flowc", "build", "hello.flow"), MISTAKE, "error[F006]", id="no key"
        ),
        pytest.param(nothing, ("flowc", "frob"), USAGE, "frob", id="unknown command"),
        pytest.param(
            nothing,
            ("flowc", "run", "hello.flow"),
            USAGE,
            "`run` is a command of flowrt: `flowrt run ARCHIVE`",
            id="command of flowrt",
        ),
        pytest.param(nothing, ("flowc", "explain", "F999"), MISTAKE, "F999", id="unknown code"),
    ],
)
def test_one_clear_message(
    workshop: Workshop, spoil: Spoil, command: tuple[str, ...], code: int, words: str
) -> None:
    spoil(workshop)
    before = sorted(workshop.folder.rglob("*"))
    done = workshop.run(*command)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(workshop.folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("flow_input", "words"),
    [
        ("{", "R401"),
        ('{"name": 7}', "R402"),
        ('{"name": "a", "name": "b"}', "R406"),
        ('{"nam": "a"}', "R405"),
    ],
)
def test_bad_values_name_their_place(built: Workshop, flow_input: str, words: str) -> None:
    done = built.run(*RUN, "-", stdin=flow_input)
    assert (done.returncode, done.stdout) == (MISTAKE, ""), done.stderr
    assert words in done.stderr


def test_a_flipped_bit_anywhere_is_refused(workshop: Workshop) -> None:
    """Exhaustive over small archives in tests/stub; here the real command on a real archive."""
    path = workshop.path("hello.flowpack")
    whole = path.read_bytes()
    random = Random(1)
    for _ in range(12):
        at = random.randrange(len(whole))
        path.write_bytes(
            whole[:at] + bytes([whole[at] ^ 1 << random.randrange(8)]) + whole[at + 1 :]
        )
        done = workshop.run("flowrt", "verify", "hello.flowpack", "--trust", "trust.toml")
        assert done.returncode == REFUSED, (at, done.stdout, done.stderr)
        assert "refused[R" in done.stderr


def test_a_package_without_a_version_is_built_as_0_0_0(workshop: Workshop) -> None:
    path = workshop.path("hello.flow")
    path.write_text(path.read_text().replace("@0.1.0", ""))
    build = ("flowc", "build", "hello.flow", "--key", "flowc.key", "--output", "plain.flowpack")
    workshop.well(*build)
    shown = workshop.well("flowrt", "inspect", "plain.flowpack", "--trust", "trust.toml")
    assert shown.startswith("hello:app 0.0.0")
    run = ("flowrt", "run", "plain.flowpack", "--trust", "trust.toml", "--name", "Ada")
    assert workshop.well(*run) == '"Hello, Ada!"\n'
