"""What an archive that imports WASI may touch: what was declared, allowed and nothing else."""

import json
from pathlib import Path

import pytest
from tests.stub import door_archive as door

from flowrt.__main__ import main
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.refusals.rights import HiddenImport, NotAllowed
from flowrt.rights.capabilities import Allowed
from flowrt.run.runner import Runner
from flowrt.trust.text import encode_trust

RANDOM = """\
(component
  (import "wasi:random/random@0.2.0" (instance $random
    (export "get-random-u64" (func (result u64)))))
"""
ALL = Allowed(("all",))


def importing(head: str = RANDOM) -> bytes:
    """Return the door's component, with an import that it calls nothing of."""
    return door.component(door.door_text().replace("(component\n", head, 1))


def test_what_is_not_allowed_is_refused() -> None:
    _, verified = door.seal(importing(), capabilities=("random",))
    with pytest.raises(NotAllowed) as refusal:
        Runner(verified)
    assert refusal.value.found == "random"


def test_what_is_allowed_runs() -> None:
    _, verified = door.seal(importing(), capabilities=("random",))
    for _ in range(2):
        assert Runner(verified, allowed=ALL).call_json("checkout", '{"cart":[]}')


def test_a_declared_capability_must_be_allowed_even_if_nothing_imports_it() -> None:
    _, verified = door.seal(capabilities=("clock",))
    with pytest.raises(NotAllowed):
        Runner(verified)


@pytest.mark.parametrize("name", ["wasi:random/random@0.2.0", "acme:other/thing@1.0.0"])
def test_an_import_that_the_header_hides_is_refused(name: str) -> None:
    head = RANDOM.replace("wasi:random/random@0.2.0", name)
    _, verified = door.seal(importing(head), capabilities=("clock",))
    with pytest.raises(HiddenImport) as refusal:
        Runner(verified, allowed=ALL)
    assert refusal.value.found == name


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    _, verified = door.seal(importing(), capabilities=("files:data=read", "random"))
    allowed = Allowed(("all",), {"data": str(tmp_path / "none")})
    with pytest.raises(Unreadable):
        Runner(verified, allowed=allowed)


def test_the_command_allows_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive, trust = tmp_path / "shop.flowpack", tmp_path / "trust.toml"
    archive.write_bytes(door.seal(importing(), capabilities=("clock", "random"))[0])
    trust.write_text(encode_trust(door.TRUST))
    run = ["run", str(archive), "count", "--trust", str(trust)]
    assert main([*run, "--allow", "clock"]) == 3
    said = capsys.readouterr().err
    assert "refused[R212]" in said
    assert "random" in said
    assert main([*run, "--allow", "clock", "--allow", "random"]) == 0
    assert json.loads(capsys.readouterr().out) == 1
    assert main([*run, "--allow", "clocks"]) == 2
    assert main([*run, "--folder", "data"]) == 2
