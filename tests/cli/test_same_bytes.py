"""Same source, same key: the same archive, whatever the folder, the hash seed, the time zone."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import ROOT, Workshop, furnish

BUILD = ("flowc", "build", "hello.flow", "--key", "flowc.key", "--output", "out.flowpack")


def test_an_archive_is_byte_identical(built: Workshop, tmp_path: Path) -> None:
    archives = []
    for folder, seed, zone in (("one", "1", "UTC"), ("two/deeper", "2", "Asia/Kathmandu")):
        (tmp_path / folder).mkdir(parents=True)
        workshop = furnish(tmp_path / folder)
        shutil.copy(built.path("flowc.key"), workshop.folder)
        workshop.well(*BUILD, PYTHONHASHSEED=seed, TZ=zone)
        archives.append(workshop.path("out.flowpack").read_bytes())
    assert archives[0] == archives[1]
    assert archives[0] == built.path("hello.flowpack").read_bytes()


ENVIRONMENTS = (
    ("one", "022", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}),
    (
        "tv\u00e5/deeper folder",
        "077",
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8"},
    ),
)


def test_nothing_around_a_build_reaches_its_bytes(built: Workshop, tmp_path: Path) -> None:
    """Folder, umask, locale, time zone, hash seed, times of files, and an empty cache."""
    archives = []
    for folder, umask, environment in ENVIRONMENTS:
        home = tmp_path / folder
        shutil.copytree(ROOT / "samples" / "movies", home, copy_function=shutil.copyfile)
        key = str(built.path("flowc.key"))
        command = f'umask {umask}; exec flowc build movies.flow -k "$1" -o out.flowpack'
        subprocess.run(
            ["/bin/sh", "-c", command, "sh", key],
            cwd=home,
            env={
                "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
                "FLOWC_CACHE": "off",
                "SOURCE_DATE_EPOCH": "1767225600",
                **environment,
            },
            check=True,
        )
        archives.append((home / "out.flowpack").read_bytes())
    assert archives[0] == archives[1]


def test_the_time_is_in_the_archive_only_when_given(workshop: Workshop) -> None:
    epoch = "1767225600"
    workshop.well(*BUILD, SOURCE_DATE_EPOCH=epoch)
    told = workshop.path("out.flowpack").read_bytes()
    assert epoch.encode() in told
    assert epoch.encode() not in workshop.path("hello.flowpack").read_bytes()


@pytest.mark.parametrize("epoch", ["yesterday", "253402300800"])
def test_a_time_that_is_none_is_refused(workshop: Workshop, epoch: str) -> None:
    done = workshop.run(*BUILD, SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 1
    assert "error[F007]" in done.stderr
    assert not workshop.path("out.flowpack").exists()
