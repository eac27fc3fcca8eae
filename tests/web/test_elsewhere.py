"""A module in Deno, Bun and Firefox does as in Node: the same results and the same faults.

Bun's traces have no places in code, so the place of a fault is told where it can be no other.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.parts import firefox
from tests.parts.npm import NotInstalled, installed
from tests.web.conftest import DRIVE, IN_PAGE, POLICY, Build, ran
from tests.web.test_node import KINDS, as_the_stub, compared

HERE = Path(__file__).parent
SERVICES = {"services": {"fraud": "http://127.0.0.1:9"}}
DENO, BUN = ("deno", "2.9.6"), ("bun", "1.4.5")


def program(name: str, version: str) -> str:
    try:
        return str(installed(name, version) / ".bin" / name)
    except NotInstalled as reason:
        pytest.skip(str(reason))


def asked(build: Build, words: list[str], options: dict[str, object]) -> list[dict[str, Any]]:
    """Return what each job comes to, beside what it comes to in the stub."""
    kinds = build(HERE / "kinds.flow")
    jobs = [(flow, json.dumps(values)) for flow, values in KINDS]
    came = json.loads(ran([*words, str(DRIVE)], kinds.question(jobs, {**options, **SERVICES})))
    app = kinds.opened(services={"fraud": lambda _function, _arguments: True})
    return [
        {"found": compared(one), "expected": as_the_stub(app, *job)}
        for one, job in zip(came, jobs, strict=True)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, {"threads": 2}, {"isolation": "stream"}])
def test_deno_does_as_the_stub(build: Build, options: dict[str, object]) -> None:
    words = [program(*DENO), "run", "--no-prompt", "--allow-read", "--allow-net=127.0.0.1:9"]
    for one in asked(build, words, options):
        assert one["found"] == one["expected"]


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, {"threads": 2}, {"isolation": "stream"}])
def test_firefox_does_as_the_stub(build: Build, site: Path, options: dict[str, object]) -> None:
    kinds = build(HERE / "kinds.flow")
    jobs = [(flow, json.dumps(values)) for flow, values in KINDS]
    words = (f"'{kinds.path}'", json.dumps({**options, **SERVICES}), json.dumps(jobs))
    came = firefox.asked(site, POLICY, f"({IN_PAGE.read_text()})({', '.join(words)})")
    app = kinds.opened(services={"fraud": lambda _function, _arguments: True})
    assert [compared(one) for one in came] == [as_the_stub(app, *job) for job in jobs]


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, {"threads": 2}, {"isolation": "stream"}])
def test_bun_does_as_the_stub(build: Build, options: dict[str, object]) -> None:
    known = 0
    for one in asked(build, [program(*BUN)], options):
        found, expected = one["found"], one["expected"]
        known += found.get("place", "") != ""
        assert found | {"place": found.get("place") or expected.get("place", "")} == (
            {"place": ""} | expected
        )
    assert known > 0
