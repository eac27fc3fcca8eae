"""Same source, same key: the same archive, whatever the folder, the hash seed, the time zone."""

import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop, furnish

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


def test_the_time_is_in_the_archive_only_when_given(workshop: Workshop) -> None:
    epoch = "1767225600"
    workshop.well(*BUILD, SOURCE_DATE_EPOCH=epoch)
    told = workshop.path("out.flowpack").read_bytes()
    assert epoch.encode() in told
    assert epoch.encode() not in workshop.path("hello.flowpack").read_bytes()


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "253402300800", "\u0661"])
def test_a_time_that_is_none_is_refused(workshop: Workshop, epoch: str) -> None:
    done = workshop.run(*BUILD, SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 1
    assert "error[F007]" in done.stderr
    assert not workshop.path("out.flowpack").exists()
