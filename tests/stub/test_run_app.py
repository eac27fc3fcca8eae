"""The Python interface: open, call, lines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.stub import door_archive as door

import flowrt
from flowrt.problems.errors import NotJson, UnknownFlow
from flowrt.problems.faults import ComponentTrapped
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.refusals.trust import NoTrust, UnknownSigner
from flowrt.rights.limits import Limits
from flowrt.trust.policy import Trust


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return door.write_files(tmp_path_factory.mktemp("app"))


def test_an_archive_is_opened_and_called(files: tuple[Path, Path]) -> None:
    archive, trust = files
    app = flowrt.open(archive, trust=trust)
    assert app.compiled_because == ""
    assert app.call("checkout", {"cart": ["é"]}) == {"cart": ["é"]}
    assert app.call("count") == 1
    assert app.call_json("checkout", "[]") == "[]"


def test_a_trust_may_be_a_value_and_limits_narrow(files: tuple[Path, Path]) -> None:
    app = flowrt.open(str(files[0]), door.TRUST, limits=Limits(wall_ms=20), isolation="stream")
    with pytest.raises(flowrt.Fault, match="R412"):
        app.call("checkout", {"cart": "~"})
    assert [app.call("count"), app.call("count")] == [1, 2]


def test_flows_are_described(files: tuple[Path, Path]) -> None:
    flows = flowrt.open(files[0], door.TRUST).flows
    assert list(flows) == ["checkout", "count", "everything"]
    assert str(flows["checkout"]).startswith("checkout: func(cart: list<line>, country: string)")
    assert flows["checkout"].params[1].default == '"IE"'


def test_lines_are_lazy_and_in_order(files: tuple[Path, Path]) -> None:
    app = flowrt.open(files[0], door.TRUST, isolation="stream")
    taken = 0

    def rows() -> Iterator[dict[str, object]]:
        nonlocal taken
        for taken in range(100_000):
            yield {"n": taken}

    results = app.lines("checkout", rows())
    assert next(results) == {"n": 0}
    assert taken < 5_000
    assert [next(results) for _ in range(2000)] == [{"n": n} for n in range(1, 2001)]


def test_a_row_that_fails_is_named(files: tuple[Path, Path]) -> None:
    for isolation in ("call", "stream"):
        app = flowrt.open(files[0], door.TRUST, isolation=isolation)
        results = app.lines("checkout", [{"a": 1}, {"a": "#"}])
        assert next(results) == {"a": 1}
        with pytest.raises(ComponentTrapped) as caught:
            next(results)
        assert dict(caught.value.facts)["input"] == "rows:2"


def test_mistakes_are_exceptions(files: tuple[Path, Path], tmp_path: Path) -> None:
    archive, trust = files
    with pytest.raises(NoTrust):
        flowrt.open(archive)
    with pytest.raises(Unreadable):
        flowrt.open(tmp_path / "none", trust)
    with pytest.raises(Unreadable):
        flowrt.open(archive, tmp_path)
    with pytest.raises(UnknownSigner, match=r"shop\.flowpack!signatures"):
        flowrt.open(archive, Trust(()))
    app = flowrt.open(archive, trust)
    with pytest.raises(UnknownFlow):
        app.call("none")
    with pytest.raises(NotJson):
        app.call("checkout", {"a": object()})
    with pytest.raises(NotJson):
        app.call("checkout", {"a": float("nan")})
