"""A module tells of what a transaction does as the stub does: the same steps, each in its place."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.web.conftest import Build, Built
from tests.web.test_node import KINDS

from flowrt.app import App
from flowrt.problems.report import Problem
from flowrt.run.observe import Work, observed
from flowrt.run.scope import Scope

HERE = Path(__file__).parent
JOBS = [(flow, json.dumps(values)) for flow, values in KINDS]
"""Of branches that go on beside one that ends the flow, how far they get is a matter of luck."""
Tree: TypeAlias = tuple[Any, ...]
"""A step: what it is, how it failed if it did, and the steps within it, sorted."""


@dataclass
class Seen:
    """Remembers the steps that the stub tells of; several threads tell at once."""

    work: Work | None = None
    failed: str = ""
    inner: list["Seen"] = field(default_factory=list)

    def enter(self, work: Work) -> "Seen":
        self.inner.append(Seen(work))
        return self.inner[-1]

    def leave(self, failure: Exception | None) -> None:
        if failure is not None:
            self.failed = failure.code if isinstance(failure, Problem) else type(failure).__name__

    def tree(self) -> Tree:
        work = self.work or Work("flow", "")
        facts = (work.kind, work.name, work.flow, work.place, str(work.cut), self.failed)
        return (*facts, sorted(one.tree() for one in self.inner))


def in_stub(app: App, flow: str, text: str) -> Tree:
    seen = Seen()
    with suppress(Problem), observed(Scope(observer=seen), "flow", flow, flow) as scope:
        app.runner.call(app.flows[flow], text.encode(), scope=scope)
    return seen.inner[0].tree()


def told(steps: list[dict[str, Any]]) -> Tree:
    """Return the tree of what a module told: each step when it began, and when it had ended."""
    began = [one for one in steps if "ms" not in one]
    ended = {one["id"]: one for one in steps if "ms" in one}
    assert [one["id"] for one in began] == list(range(1, len(began) + 1))
    assert ended.keys() == {one["id"] for one in began}

    def tree(step: dict[str, Any]) -> Tree:
        last = ended[step["id"]]
        assert step.items() <= last.items()
        assert last["ms"] >= 0 <= step["at"]
        facts = tuple(step[name] for name in ("kind", "name", "flow", "place"))
        inner = sorted(tree(one) for one in began if one["within"] == step["id"])
        return (*facts, str(step.get("cut")), last.get("failed", ""), inner)

    return tree(began[0])


@pytest.fixture(scope="module")
def kinds(build: Build) -> Built:
    return build(HERE / "kinds.flow")


def test_a_module_takes_the_same_steps(kinds: Built) -> None:
    jobs = [job for job in JOBS if job[0] != "nosuch" and "nobody" not in job[1]]
    app = kinds.opened(services={"fraud": lambda _function, _arguments: True})
    came = kinds.in_node(jobs, {"services": {"fraud": "http://127.0.0.1:9"}}, steps=True)
    expected = [in_stub(app, *job) for job in jobs]
    assert str(expected).count("'cut'") > 10
    assert [told(one["steps"]) for one in came] == expected
