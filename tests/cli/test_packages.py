"""Packages that use others, as a user has them: checked, drawn, built, verified, run."""

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import HELLO, Workshop

SHARED = """\
package acme:shared@1.0.0;

use greeting from "components/greeting.wasm";

record bill { for: string, cents: u64 }

export flow billed(name: string, cents: u64 = 100) -> bill {
  { for: greeting.greet(name), cents: doubled(cents) }
}

flow doubled(n: u64) -> u64 {
  n * 2
}
"""
APP = """\
package acme:app@1.0.0;

use shared from "../shared/shared.flow";

export flow bill(name: string, cents: u64) -> shared.bill {
  shared.billed(name, cents: cents)
}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    """Return a folder with two packages; commands run in the one above both."""
    (tmp_path / "app").mkdir()
    (tmp_path / "shared" / "components").mkdir(parents=True)
    component = HELLO / "components" / "greeting" / "greeting.wasm"
    shutil.copy(component, tmp_path / "shared" / "components")
    (tmp_path / "shared" / "shared.flow").write_text(SHARED)
    (tmp_path / "app" / "app.flow").write_text(APP)
    return Workshop(tmp_path)


BUILD = ("flowc", "build", "app/app.flow", "--key", "flowc.key", "--output", "app.flowpack")
RUN = ("flowrt", "run", "app.flowpack", "bill", "--trust", "trust.toml", "--name", "Ada")


@pytest.fixture
def built(shop: Workshop) -> Workshop:
    """Return the same folder with the archive of the app."""
    shop.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    shop.well(*BUILD)
    return shop


def test_it_runs(built: Workshop) -> None:
    given = json.loads(built.well(*RUN, "--cents", "21"))
    assert given == {"for": "Hello, Ada!", "cents": 42}


def test_a_fault_in_another_package_names_its_file(built: Workshop) -> None:
    done = built.run(*RUN, "--cents", str(2**63))
    assert done.returncode == 4
    assert " --> ../shared/shared.flow:12:3" in done.stderr
    assert "shared.doubled" in done.stderr


def test_the_archive_says_what_it_was_built_from(built: Workshop) -> None:
    text = built.well("flowc", "inspect", "app.flowpack")
    inputs = [line.split()[0] for line in text.split("built from:")[1].splitlines() if line]
    assert inputs == ["../shared/components/greeting.wasm", "../shared/shared.flow", "app.flow"]
    assert "bill: func(" in text
    assert "billed" not in text


def test_the_same_bytes_come_of_another_folder(built: Workshop, tmp_path: Path) -> None:
    other = Workshop(tmp_path / "deeper" / "folder")
    for name in ("app", "shared"):
        shutil.copytree(built.path(name), other.path(name))
    shutil.copy(built.path("flowc.key"), other.folder)
    inside = Workshop(other.path("app"))
    inside.well("flowc", "build", "app.flow", "--key", "../flowc.key", "--output", "../o.flowpack")
    assert other.path("o.flowpack").read_bytes() == built.path("app.flowpack").read_bytes()


def test_a_mistake_in_a_used_package_is_told_once_in_its_file(shop: Workshop) -> None:
    shop.path("shared/shared.flow").write_text(SHARED.replace("n * 2", "n * two"))
    done = shop.run("flowc", "check", "app/app.flow", "shared/shared.flow")
    assert done.returncode == 1
    assert done.stderr.count("error[") == 1
    assert " --> shared/shared.flow:12:7" in done.stderr
    assert "12 |   n * two" in done.stderr


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_places_in_used_packages_are_exact(shop: Workshop, ends: str) -> None:
    text = SHARED.replace("n * 2", "n * two").replace("\n", ends)
    shop.path("shared/shared.flow").write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = shop.run("flowc", "check", "app/app.flow", "--format", "json")
    said = json.loads(done.stdout)
    assert (said["code"], said["span"]["file"]) == ("F201", "shared/shared.flow")
    assert said["span"]["from"] == {"line": 12, "column": 7}


def test_sarif_names_the_file_of_each_place(shop: Workshop) -> None:
    shop.path("app/app.flow").write_text(APP.replace("shared.billed", "shared.doubled"))
    done = shop.run("flowc", "check", "app/app.flow", "--format", "sarif")
    result = json.loads(done.stdout)["runs"][0]["results"][0]
    assert result["ruleId"] == "F294"
    places = [*result["locations"], *result["relatedLocations"]]
    files = [one["physicalLocation"]["artifactLocation"]["uri"] for one in places]
    assert files == ["app/app.flow", "shared/shared.flow"]


def test_a_picture_names_the_flows_of_others(shop: Workshop) -> None:
    text = shop.well("flowc", "graph", "app/app.flow")
    assert "shared.billed" in text
    assert "shared.bill" in text


def test_each_file_is_formatted_on_its_own(shop: Workshop) -> None:
    shop.well("flowc", "fmt", "--check", "app/app.flow", "shared/shared.flow")
    shop.path("shared/shared.flow").write_text(SHARED.replace("n * 2", "n  *  2"))
    shop.well("flowc", "fmt", "--check", "app/app.flow")
