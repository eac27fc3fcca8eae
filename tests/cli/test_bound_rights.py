"""What an archive may touch that is bound to a service: what is allowed to it, and nothing else."""

from hashlib import sha256
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from tests.cli.test_needs import CLOCK
from wasmtime import wat2wasm

from flowrt.bindings import Opening, binding_to
from flowrt.plan.cuts import ServiceFunction
from flowrt.plan.shapes import Prim
from flowrt.problems.refusals.rights import NotAllowed
from flowrt.run.scope import Scope

SHOP = """\
package acme:shop@1.0.0;

use times from clocks as service;

interface clocks { later: func(than: u64) -> bool; }

export flow later(than: u64) -> bool { times.later(than) }
"""
TIMES = """\
package acme:times@1.0.0;

use times from "times.wasm";

export flow later(than: u64) -> bool needs clock { times.later(than) }
"""
RULES = """\
[[rule]]
packages = ["acme:times"]
allow = ["clock"]
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    made = Workshop(tmp_path_factory.mktemp("bound"))
    made.path("times.wasm").write_bytes(wat2wasm(CLOCK))
    made.path("rules.toml").write_text(RULES)
    made.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    for name, text in (("shop", SHOP), ("times", TIMES)):
        made.path(f"{name}.flow").write_text(text)
        words = ("--key", "flowc.key", "--portable", "-o", f"{name}.flowpack")
        made.well("flowc", "build", f"{name}.flow", *words)
    return made


def test_a_file_may_bind_it(shop: Workshop) -> None:
    shop.path("bound").mkdir()
    shop.path("bound/services.toml").write_text('times = "../times.flowpack"\n')
    words = ("--trust", "trust.toml", "--bind", "bound/services.toml", "--than", "0")
    done = shop.run("flowrt", "run", "shop.flowpack", *words, "--allow", "times/clock")
    assert (done.returncode, done.stdout) == (0, "true\n")


def test_a_file_may_allow_it_something(shop: Workshop) -> None:
    pin = sha256(shop.path("times.wasm").read_bytes()).hexdigest()
    text = f'[times]\ntarget = "times.wasm@sha256:{pin}"\nallow = ["clock"]\n'
    shop.path("allowing.toml").write_text(text)
    words = ("--trust", "trust.toml", "--bind", "allowing.toml", "--than", "0")
    done = shop.run("flowrt", "run", "shop.flowpack", *words)
    assert (done.returncode, done.stdout) == (0, "true\n"), done.stderr
    done = shop.run("flowrt", "run", "shop.flowpack", *words, "--deny", "clock")
    assert (done.returncode, "refused[R212]" in done.stderr) == (3, True)


def run(shop: Workshop, *words: str) -> tuple[int, str]:
    given = ("--trust", "trust.toml", "--bind", "times=times.flowpack", "--than", "0")
    done = shop.run("flowrt", "run", "shop.flowpack", *given, *words)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("words", [(), ("--allow", "clock"), ("--allow", "all")])
def test_what_its_caller_may_do_says_nothing_of_it(shop: Workshop, words: tuple[str, ...]) -> None:
    code, said = run(shop, *words)
    assert code == 3
    assert said.startswith("refused[R212]: the archive needs what was not allowed\n")
    assert " --> times.flowpack\n" in said
    assert "help: allow it with `--allow times/NAME`; nothing in it was run" in said


@pytest.mark.parametrize(
    "words",
    [
        ("--allow", "times/clock"),
        ("--allow", "times/all"),
        ("--rules", "rules.toml"),
        ("--fixed", "clock"),
    ],
)
def test_it_may_do_what_is_allowed_to_it(shop: Workshop, words: tuple[str, ...]) -> None:
    code, said = run(shop, *words)
    assert code == 0, said
    assert said.splitlines()[0] == ("false" if "--fixed" in words else "true")


@pytest.mark.parametrize("denied", ["clock", "times/clock"])
def test_what_is_denied_to_all_is_denied_to_it(shop: Workshop, denied: str) -> None:
    code, said = run(shop, "--allow", "times/clock", "--deny", denied)
    assert (code, "refused[R212]" in said) == (3, True)


def test_a_service_that_is_not_bound_is_allowed_nothing(shop: Workshop) -> None:
    code, said = run(shop, "--allow", "tims/clock")
    assert (code, "bind tims to an archive with --bind tims=.." in said) == (2, True)


def test_a_folder_may_be_that_of_a_bound_archive(shop: Workshop, tmp_path: Path) -> None:
    words = ("--allow", "times/clock", "--folder", f"times/data={tmp_path}", "--folder", "a/b=/c")
    assert run(shop, *words)[0] == 0


def test_an_archive_is_bound_on_the_terms_of_who_calls_it(shop: Workshop) -> None:
    path, trust = str(shop.path("times.flowpack")), str(shop.path("trust.toml"))
    with pytest.raises(NotAllowed) as caught:
        binding_to(path, Opening(trust=trust, service="times"))
    assert (caught.value.place, "--allow times/NAME" in caught.value.help) == (path, True)
    rules = str(shop.path("rules.toml"))
    bound = binding_to(path, Opening(trust=trust, service="times", rules=rules))
    later = ServiceFunction("", "later", (("than", Prim("u64")),), Prim("bool"))
    assert bound.call(later, b'{"than":0}', Scope()) == b"true"
