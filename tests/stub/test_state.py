"""The state file: builds only go up, whatever happens between reading and writing it."""

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub import door_archive as door
from tests.stub import forge

import flowrt
from flowrt.plan.plan import Entry
from flowrt.plan.shapes import Prim
from flowrt.problems.refusals.files import Unreadable, Unwritable
from flowrt.problems.refusals.trust import BadState, RolledBack
from flowrt.trust.policy import Seen
from flowrt.trust.state import read_state, remember

ONE, TWO = Seen(1, "1" * 64), Seen(2, "2" * 64)


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    assert read_state(tmp_path / "state.json") == {}


def test_what_is_remembered_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    remember(path, "acme:a", TWO)
    remember(path, "acme:b", ONE)
    assert read_state(path) == {"acme:a": TWO, "acme:b": ONE}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["state.json", "state.json.lock"]


@pytest.mark.parametrize("late", [ONE, Seen(2, "3" * 64)])
def test_a_build_is_never_taken_back(tmp_path: Path, late: Seen) -> None:
    """Two processes read the file, and the one with the earlier build writes last."""
    path = tmp_path / "state.json"
    remember(path, "acme:a", TWO)
    remember(path, "acme:a", TWO)
    with pytest.raises(RolledBack):
        remember(path, "acme:a", late)
    assert read_state(path) == {"acme:a": TWO}


def test_a_write_that_fails_leaves_what_there_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    remember(path, "acme:a", ONE)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unwritable):
        remember(path, "acme:a", TWO)
    assert read_state(path) == {"acme:a": ONE}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["state.json", "state.json.lock"]


GOOD = {"acme:a": {"build": 1, "digest": "1" * 64}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 99_999,
        '{"acme":{"build":1,"digest":"' + "1" * 64 + '"}}',
        '{"acme:a":{"build":1}}',
        json.dumps(GOOD).replace("1,", "-1,"),
        json.dumps(GOOD).replace("1,", "true,"),
        json.dumps(GOOD).replace("1111", "111G"),
        json.dumps(GOOD).replace('"build"', '"builds"'),
    ],
)
def test_a_damaged_file_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(BadState):
        read_state(path)
    with pytest.raises(BadState):
        remember(path, "acme:a", TWO)
    assert path.read_text() == text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("states")


@given(data=st.binary(max_size=80))
def test_any_bytes_are_a_state_or_refused(folder: Path, data: bytes) -> None:
    path = folder / "state.json"
    path.write_bytes(data)
    try:
        assert read_state(path) == json.loads(data)
    except BadState:
        pass
    else:
        assert json.loads(data) == {}


def test_a_file_that_cannot_be_read_or_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read_state(tmp_path)
    with pytest.raises(Unwritable):
        remember(tmp_path / "none" / "state.json", "acme:a", ONE)


def archive(folder: Path, build: int, doc: str = "") -> Path:
    """Write an archive of a build; another doc makes another archive."""
    entry = Entry("count", 1, doc, (), Prim("u32"))
    path = folder / f"{build}{doc}.flowpack"
    path.write_bytes(door.seal(entries=(entry,), build=build)[0])
    return path


def test_an_older_archive_is_refused_once_a_later_one_ran(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    old, new, twin = archive(tmp_path, 4), archive(tmp_path, 5), archive(tmp_path, 5, "other")
    for path in (old, new, new):
        assert flowrt.open(path, door.TRUST, state=state).call("count") == 1
    for path in (old, twin):
        with pytest.raises(RolledBack):
            flowrt.open(path, door.TRUST, state=state)
        flowrt.open(path, door.TRUST)
    assert read_state(state)["acme:shop"].build == 5


def test_a_later_build_that_another_process_accepts_meanwhile_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock is read behind the state: that is when the other process accepts build 5."""
    state, old = tmp_path / "state.json", archive(tmp_path, 4)

    def meanwhile() -> float:
        remember(state, "acme:shop", Seen(5, "5" * 64))
        return forge.NOW

    monkeypatch.setattr("flowrt.load.time.time", meanwhile)
    with pytest.raises(RolledBack, match=str(old)):
        flowrt.open(old, door.TRUST, state=state)


def test_an_archive_that_is_refused_is_not_remembered(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with pytest.raises(RolledBack):
        flowrt.open(archive(tmp_path, 4), door.TRUST, state=state, min_build=5)
    assert not state.exists()
