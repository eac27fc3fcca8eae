"""`flowc attest`: an envelope to stdout or a file, by keys that signed the archive alone."""

import json
from pathlib import Path

from tests.cli.conftest import Workshop
from tests.seal.test_attest import opened


def test_the_command_writes_it(built: Workshop, tmp_path: Path) -> None:
    archive, own = str(built.path("hello.flowpack")), str(built.path("flowc.key"))
    told = built.well("flowc", "attest", archive, "--key", own)
    target = tmp_path / "hello.intoto.json"
    built.well("flowc", "attest", archive, "--output", str(target), FLOWC_KEY=own)
    assert target.read_text() == told
    statement = json.loads(opened(told.encode()).payload)
    assert statement["predicateType"] == "https://slsa.dev/provenance/v1"
    built.well("flowc", "keygen", str(tmp_path / "other.key"))
    done = built.run("flowc", "attest", archive, "--key", str(tmp_path / "other.key"))
    assert (done.returncode, done.stdout) == (3, "")
