"""The typed way in: values as WIT has them, types that TypeScript accepts, and a project in it."""

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.web.conftest import Build, Built, node

from flowc.cli.main import main

HERE = Path(__file__).parent
CONSUMER = HERE / "consumer"
SCRIPT = """\
import { open } from "MODULE";
const app = open();
const kinds = await app.component();
const line = {
  sku: "a", qty: 1, big: 18446744073709551615n, data: new Uint8Array([1]), note: undefined,
  deep: { tag: "some", val: undefined }, size: "large", days: { mon: true },
  found: [{ tag: "one", val: 5n }], rate: 0.5, mark: "x",
};
const same = (sku) => kinds.echo([{ ...line, sku }])[0].sku === sku;
const texts = ["", "\\ufeff", "\\ufeffa", "é".repeat(99), "x".repeat(32), "x".repeat(33)];
const isKept = kinds.echo([line])[0].big === line.big && texts.every(same);
const came = [kinds.addUp(1, 2), isKept, Object.keys(kinds).sort()];
try {
  kinds.addUp(4294967295, 1);
} catch (error) {
  came.push([error.code, error.flow, error.place]);
}
console.log(JSON.stringify(came));
"""


@pytest.fixture(scope="module")
def kinds(build: Build) -> Built:
    return build(HERE / "kinds.flow")


def test_values_are_those_of_wit(kinds: Built, tmp_path: Path) -> None:
    script = tmp_path / "typed.mjs"
    script.write_text(SCRIPT.replace("MODULE", kinds.module.as_uri()))
    came = json.loads(node(script, ""))
    assert came[:3] == [3, True, ["addUp", "echo"]]
    assert came[3] == ["R411", "add-up", "kinds.flow:28:49"]


def test_it_is_said_which_flows_are_called_by_name_alone(
    kinds: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = "`screened`, `many`, `both`, `tried`, `unkept`, `left`, `turns`"
    assert f"in it:\n   * {waiting}." in (kinds.folder / "kinds.d.mts").read_text()
    words = ["build", str(HERE / "kinds.flow"), "--target", "web", "-o", str(tmp_path / "out")]
    assert main([*words, "-k", str(kinds.trust.with_name("t.key"))]) == 0
    said = capsys.readouterr().err
    assert f"flows that wait are called by name, and not through component(): {waiting}" in said


def test_what_a_flow_says_of_itself_is_said_in_the_module_and_in_its_types(kinds: Built) -> None:
    said = "/** Adds, and has somewhere to fail. */\n"
    assert f"{said}export declare function addUp(\n" in (kinds.folder / "kinds.d.mts").read_text()
    assert "\n/**\n * Adds, and has somewhere to fail.\n */\nconst flow_addUp =" in (
        kinds.module.read_text()
    )


def test_the_digests_are_those_of_the_files(kinds: Built) -> None:
    told = json.loads((kinds.folder / "kinds.integrity.json").read_text())
    assert (told["package"], told["version"]) == ("acme:kinds", "1.2.3")
    files = {one.name: one.read_bytes() for one in kinds.folder.iterdir()}
    assert told["files"].keys() == files.keys() - {"kinds.integrity.json"}
    for name, digests in told["files"].items():
        assert digests["sha256"] == hashlib.sha256(files[name]).hexdigest()
        whole = base64.b64encode(hashlib.sha384(files[name]).digest()).decode()
        assert digests["integrity"] == f"sha384-{whole}"


@pytest.mark.slow
def test_a_project_in_typescript_builds_and_passes_its_test(kinds: Built, tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("there is no npm on this machine")
    project = tmp_path / "consumer"
    shutil.copytree(CONSUMER, project)
    shutil.copytree(kinds.folder, project / "flows")
    for words in (["install", "--silent"], ["run", "check"], ["run", "build"], ["test"]):
        done = subprocess.run(
            [npm, *words], cwd=project, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"npm {' '.join(words)}\n{done.stdout}\n{done.stderr}"
