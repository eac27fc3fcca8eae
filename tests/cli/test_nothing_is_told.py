"""Whatever fails: no message, log or audit holds keys, values of the environment, or input.

`tests/serve/test_nothing_is_told.py` asks it of a server, `tests/shapes` of every other shape.
"""

import base64
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from tests.cli.conftest import Workshop
from tests.isolation import grounds
from tests.isolation.test_fixed import NEEDS

from flowc.cli.main import main as flowc
from flowrt.__main__ import main as flowrt

PASSPHRASE = "the-passphrase-canary"  # noqa: S105 - of a key that is made here
VARIABLE, HIDDEN = "the-variable-canary", "the-hidden-canary"
INPUT = "the-input-canary"
COMMANDS = {"flowc": flowc, "flowrt": flowrt}
Run: TypeAlias = Callable[..., tuple[int, str, str]]
ENVIRONMENT = {
    "FLOWC_KEY_PASSPHRASE": PASSPHRASE,
    "FLOW_NAME": VARIABLE,
    "FLOW_TOKEN": HIDDEN,
    "FLOWRT_TRUST": "trust.toml",
}
FLOWS = f"""package test:secrets@1.0.0;
use h from "hostile.wasm";
use liar from "liar.wasm";
use s from "system.wasm" needs {NEEDS};
export flow lie(it: string) -> tuple<string, string> {{ (liar.text(70000, 5), it) }}
export flow take(it: string) -> u32 {{ let _ = liar.aim(70000); liar.take(it) }}
export flow divide(it: string, by: u32) -> string {{ let n = 1 / by; "{{it}}{{n}}" }}
export flow spin(it: string) -> string {{ let n = h.leave-and-spin(1); "{{it}}{{n}}" }}
export flow grow(it: string) -> string {{ let n = h.must-grow(0, 60000); "{{it}}{{n}}" }}
export flow deep(it: string) -> string {{ let n = h.leave-and-recurse(1); "{{it}}{{n}}" }}
export flow echo(it: string, n: u8 = 0) -> string {{ it }}
export flow refused(it: string) -> result<string, string> {{ err(it) }}
export flow wait(it: string) -> string needs {NEEDS} {{
  let n = s.variables();
  let w = s.wait(1);
  "{{it}}{{w}}"
}}
"""


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a workshop with an encrypted key and an archive whose flows fail in many ways."""
    workshop = Workshop(tmp_path_factory.mktemp("secrets"))
    workshop.path("secrets.flow").write_text(FLOWS)
    for name in ("hostile.wasm", "liar.wasm", "system.wasm"):
        workshop.path(name).write_bytes(grounds.binary(name))
    workshop.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml", **ENVIRONMENT)
    build = ("build", "secrets.flow", "-k", "flowc.key", "--limit", "memory_bytes=64M")
    workshop.well("flowc", *build, "-o", "secrets.flowpack", **ENVIRONMENT)
    return workshop


@pytest.fixture(scope="module")
def key(secrets: Workshop) -> list[str]:
    """Return the private key as it may be written: its text, its bytes in base64 and in hex."""
    pem = secrets.path("flowc.key").read_bytes()
    raw = load_pem_private_key(pem, PASSPHRASE.encode()).private_bytes(
        Encoding.Raw, PrivateFormat.Raw, NoEncryption()
    )
    lines = [line for line in pem.decode().splitlines() if "-----" not in line]
    return [*lines, raw.hex(), base64.b64encode(raw).decode().rstrip("=")]


def silent(told: str, *canaries: str) -> bool:
    """Whether no canary is in a text, however it is cut, spelled or escaped."""
    plain = re.sub(r"\s+", "", told)
    return not any(part in plain for one in canaries for part in (one, one[4:-2]))


def test_the_canaries_would_be_found(key: list[str]) -> None:
    assert all(not silent(f"x {one} y", one) for one in (*key, PASSPHRASE, VARIABLE, INPUT))


KEYS = {
    "keygen, there is one": ("flowc", "keygen", "flowc.key"),
    "trust a private key": ("flowc", "trust", "add", "them", "flowc.key", "--trust", "new.toml"),
    "trust a damaged key": ("flowc", "trust", "add", "them", "broken.key", "--trust", "new.toml"),
    "sign with a damaged key": ("flowc", "sign", "secrets.flowpack", "-k", "broken.key"),
    "sign with a plain text": ("flowc", "sign", "secrets.flowpack", "-k", "secrets.flow"),
    "sign what is no archive": ("flowc", "sign", "flowc.key", "-k", "flowc.key"),
    "build with a damaged key": ("flowc", "build", "secrets.flow", "-k", "broken.key"),
    "build the key": ("flowc", "build", "flowc.key", "-k", "flowc.key"),
    "trust the key as a file": ("flowrt", "verify", "secrets.flowpack", "--trust", "flowc.key"),
    "verify the key": ("flowrt", "verify", "flowc.key"),
    "inspect the key": ("flowrt", "inspect", "flowc.key"),
    "run the key": ("flowrt", "run", "flowc.key"),
    "rules of the key": ("flowrt", "run", "secrets.flowpack", "echo", "--rules", "flowc.key"),
    "revoke the key": ("flowc", "trust", "revoke", "flowc.key"),
}


@pytest.mark.parametrize("words", KEYS.values(), ids=KEYS)
def test_no_message_holds_a_key(  # noqa: PLR0913, PLR0917 - fixtures
    secrets: Workshop,
    key: list[str],
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(secrets.folder, tmp_path, dirs_exist_ok=True)
    pem = secrets.path("flowc.key").read_text().splitlines()
    (tmp_path / "broken.key").write_text("\n".join([pem[0], pem[1][:-4], *pem[2:]]))
    monkeypatch.chdir(tmp_path)
    for passphrase in (PASSPHRASE, f"{PASSPHRASE}-wrong", ""):
        set_all(monkeypatch, {**ENVIRONMENT, "FLOWC_KEY_PASSPHRASE": passphrase})
        code = COMMANDS[words[0]](words[1:])
        told = capsys.readouterr()
        assert silent(told.out + told.err, *key, PASSPHRASE, VARIABLE, HIDDEN)
    assert code != 0


def set_all(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def run(
    secrets: Workshop, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Return what runs a flow in this process, and gives exit code, stdout and stderr."""
    monkeypatch.chdir(secrets.folder)
    set_all(monkeypatch, ENVIRONMENT)
    secrets.path("audit.jsonl").unlink(missing_ok=True)

    def run(*words: str, stdin: str = "", **more: str) -> tuple[int, str, str]:
        secrets.path("input").write_text(stdin)
        set_all(monkeypatch, more)
        always = ("--allow", "all", "--audit", "audit.jsonl")
        with secrets.path("input").open() as given:
            monkeypatch.setattr("sys.stdin", given)
            code = flowrt(["run", "secrets.flowpack", *words, *always])
        told = capfd.readouterr()
        return code, told.out, told.err

    return run


def test_a_key_that_is_given_as_a_source_is_told_as_that(
    secrets: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(secrets.folder)
    assert flowc(["check", "flowc.key"]) == 1
    message = (
        "error[F040]: this is a private key, and no source\n  = `flowc.key` holds a private key"
    )
    assert capsys.readouterr().err.startswith(message)


STOPPED = {
    "lie": "R410",
    "take": "R410",
    "divide --by 0": "R411",
    "spin --timeout 0.05": "R412",
    "spin --limit fuel=10000000": "R413",
    "grow": "R440",
    "deep": "R415",
    "echo --limit output_bytes=4": "R417",
    "echo --limit input_bytes=4": "R408",
    "echo --limit memories=1": "R414",
    "wait --fixed clock": "R410",
    "wait --deny clock": "R212",
    "echo --rules none.toml": "R110",
    "echo --trust none.toml": "R110",
    "echo --digest sha256:00": "R",
    "missing": "R400",
}


@pytest.mark.parametrize("words", STOPPED)
def test_no_fault_refusal_or_audit_holds_input_or_variables(
    secrets: Workshop, words: str, run: Run
) -> None:
    flow, *more = words.split()
    for form in ((), ("--json",)):
        code, out, err = run(flow, "--it", INPUT, *more, *form)
        assert (code != 0, out) == (True, "")
        assert STOPPED[words] in err
        assert silent(err, INPUT, PASSPHRASE, VARIABLE, HIDDEN)
    assert silent(secrets.path("audit.jsonl").read_text(), INPUT, VARIABLE, HIDDEN)


@pytest.mark.parametrize("isolation", ["call", "stream"])
def test_no_line_of_a_stream_is_told_or_audited(
    secrets: Workshop, isolation: str, run: Run
) -> None:
    line = json.dumps({"it": INPUT, "by": 0})
    more = ("--lines", "--into", "-", "--keep-going", "--isolation", isolation)
    _, _, err = run("divide", *more, stdin=f"{line}\n{line}\n")
    assert err.count("R411") >= 1
    assert silent(err + secrets.path("audit.jsonl").read_text(), INPUT)


def test_a_result_that_is_an_error_is_a_result(secrets: Workshop, run: Run) -> None:
    code, out, err = run("refused", "--it", INPUT)
    assert (code, out) == (1, f'{{"err":"{INPUT}"}}\n')
    assert silent(err + secrets.path("audit.jsonl").read_text(), INPUT)


MISTAKES = [
    f'{{"it": ["{INPUT}"]}}',
    f'{{"it": {{"{INPUT}": 1}}}}',
    f'{{"{INPUT}": 1}}',
    f'{{"it": "a" "{INPUT}"}}',
    f'{{"it": {INPUT}}}',
    f'{{"it": "{INPUT}", "it": "{INPUT}"}}',
    f'{{"it": "{INPUT}"',
    f'{{"it": "", "n": "{INPUT}"}}',
    f'["{INPUT}"]',
    f'"{INPUT}"',
    INPUT,
]
NUMBER = "1234567890123"


@pytest.mark.parametrize("text", [*MISTAKES, f'{{"it": "", "n": {NUMBER}}}'])
def test_a_mistake_in_the_input_is_not_quoted(secrets: Workshop, text: str, run: Run) -> None:
    for form in ((), ("--json",)):
        code, out, err = run("echo", "-", *form, stdin=text)
        assert (code, out) == (1, "")
        assert re.search(r"R40[1-7]", err)
        assert silent(err, INPUT, NUMBER), err
    assert silent(secrets.path("audit.jsonl").read_text(), INPUT, NUMBER)


FLAGS = {
    f"--n {INPUT}": "R402",
    f"--n={INPUT}": "R402",
    "--n @input": "R402",
    "--it @input": "R417",
    f"{INPUT}!": "R421",
    f"--it {INPUT} --it {INPUT}": "R421",
    f'{{"it":"{INPUT}"}}': "R421",
}


@pytest.mark.parametrize("words", FLAGS)
def test_no_flag_or_file_is_quoted(words: str, run: Run) -> None:
    limits = ("--limit", "output_bytes=4")
    code, out, err = run("echo", *words.split(), *limits, stdin=INPUT)
    assert (code != 0, out) == (True, "")
    assert FLAGS[words] in err
    assert silent(err, INPUT)


def test_what_is_no_flow_is_not_quoted_unless_it_may_be_a_name(run: Run) -> None:
    assert "chekout" in run("chekout")[2]
    code, _, err = run(f'{{"it":"{INPUT}"}}')
    assert (code, "R400" in err) == (2, True)
    assert silent(err, INPUT)


def test_no_setting_of_the_environment_is_quoted(run: Run) -> None:
    _, _, err = run("echo", "--it", "", FLOWRT_DENY=f"{VARIABLE}!")
    assert "R421" in err
    assert silent(err, VARIABLE)
