"""The GitHub Action and the pre-commit hooks: their commands are run as those would run them."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cli.conftest import ROOT, Workshop, furnish

WRONG = "package a:wrong@1.0.0;\n\nexport flow f() -> u8 {\n  256\n}\n"
UGLY = "package a:ugly@1.0.0;\nexport flow f( ) -> u8 { 25 }\n"
FAILING = """package a:failing@1.0.0;

export flow f() -> u8 {
  25
}

test "it is another" {
  expect f() == 26;
}
"""
SHIPPED = ("compiler/flowc", "runtime_stub/flowrt", "grammar", "samples/hello", "samples/abi")


@pytest.fixture
def desk(tmp_path: Path) -> Workshop:
    (tmp_path / "flows").mkdir()
    return Workshop(furnish(tmp_path / "flows").folder.parent)


def hooks() -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


def action() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
    return parsed


def step(name: str, desk: Workshop, pattern: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as a runner would: bash, with its environment filled in."""
    (found,) = [one for one in action()["runs"]["steps"] if one.get("name") == name]
    filled = {
        key: value.replace("${{ inputs.files }}", pattern) for key, value in found["env"].items()
    }
    return subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]],
        cwd=desk.folder,
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **filled},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_uses_the_extra_that_there_is() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    (install,) = [one for one in action()["runs"]["steps"] if one.get("name") == "Install flowc"]
    assert install["run"].endswith('"$GITHUB_ACTION_PATH[compile]"')
    assert "compile" in extras
    assert all(one["shell"] == "bash" for one in action()["runs"]["steps"] if "run" in one)


@pytest.mark.parametrize("name", ["Check flows", "Check their layout", "Run their tests"])
def test_the_action_accepts_what_is_well(desk: Workshop, name: str) -> None:
    done = step(name, desk, action()["inputs"]["files"]["default"])
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_action_shows_mistakes_beside_the_lines(desk: Workshop) -> None:
    desk.path("flows/deep").mkdir()
    desk.path("flows/deep/wrong.flow").write_text(WRONG)
    done = step("Check flows", desk, "**/*.flow")
    assert done.returncode == 1
    assert done.stdout.startswith("::error title=flowc (F")
    assert "file=flows/deep/wrong.flow,line=4" in done.stdout


def test_the_action_refuses_a_layout(desk: Workshop) -> None:
    desk.path("ugly.flow").write_text(UGLY)
    assert step("Check their layout", desk, "**/*.flow").returncode == 1


def test_the_action_fails_where_no_file_matches(desk: Workshop) -> None:
    done = step("Check flows", desk, "none/*.flow")
    assert done.returncode != 0
    assert "no match" in done.stderr


def test_the_action_shows_failed_tests_beside_the_lines(desk: Workshop) -> None:
    desk.path("failing.flow").write_text(FAILING)
    done = step("Run their tests", desk, "**/*.flow")
    assert done.returncode == 1
    assert done.stdout.startswith("::error title=flowc (F030),file=failing.flow,line=8")


@pytest.mark.parametrize(
    ("id_", "text"), [("flowc-check", WRONG), ("flowc-fmt", UGLY), ("flowc-test", FAILING)]
)
def test_the_hooks_commands(desk: Workshop, id_: str, text: str) -> None:
    desk.path("spoiled.flow").write_text(text)
    entry = hooks()[id_]["entry"].split()
    desk.well(*entry, "flows/hello.flow")
    assert desk.run(*entry, "flows/hello.flow", "spoiled.flow").returncode == 1


@pytest.mark.slow
def test_pre_commit_itself(desk: Workshop) -> None:
    """Installs flowc from a repository of its own into an environment that pre-commit makes."""
    home = desk.path("hooks")
    for part in SHIPPED:
        shutil.copytree(ROOT / part, home / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / part, home)
    revision = commit(home)
    uses = {"repo": str(home), "rev": revision, "hooks": [{"id": id_} for id_ in hooks()]}
    project = Workshop(desk.path("flows"))
    project.path(".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [uses]}))
    commit(project.folder)
    done = pre_commit(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == len(hooks())
    project.path("wrong.flow").write_text(WRONG.replace("  256", "256"))
    commit(project.folder)
    done = pre_commit(project)
    assert done.returncode == 1
    assert done.stdout.count("Failed") == len(hooks())
    assert "wrong.flow:4:1" in done.stdout


def commit(folder: Path) -> str:
    """Commit all that is in a folder; return the revision."""
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--no-verify", "-m", "All."]):
        git(folder, *who, *words)
    return git(folder, "rev-parse", "HEAD").strip()


def git(folder: Path, *words: str) -> str:
    program = str(shutil.which("git"))
    done = subprocess.run([program, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def pre_commit(project: Workshop) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files"],
        cwd=project.folder,
        env={**os.environ, "PRE_COMMIT_HOME": str(project.path(".git/pre-commit"))},
        capture_output=True,
        text=True,
        check=False,
    )
