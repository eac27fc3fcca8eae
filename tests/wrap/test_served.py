"""A server has a component answer for a service, in each of its processes."""

from pathlib import Path

from tests.serve.served import build, serving
from tests.wrap.components import ASKS, exported


def test_a_server_forks_with_it(tmp_path: Path) -> None:
    build(tmp_path, "asks", ASKS)
    (tmp_path / "fraud.wasm").write_bytes(exported(""))
    words = ("--bind", "fraud=./fraud.wasm", "--processes", "2")
    with serving(tmp_path, *words, archive="asks.flowpack") as served:
        said = [served.call("fine", {"cents": cents}).value for cents in (1, 1000, 1, 1000)]
        assert said == ["fine", "not fine"] * 2
        faulted = served.call("fine", {"cents": 666})
        assert (faulted.status, faulted.value["code"]) == (502, "R430")
        assert "R410: a component trapped in `fraud.screen`" in faulted.value["detail"]
        assert served.call("fine", {"cents": 1}).value == "fine"
