"""Where a folder is granted inside another one: no link, whoever made it and when, leads out.

A component that may write to `data` can make `data/made -> ../secret`, or put such a link in the
place of `data/sub`. It gets no further by that, nor does the next archive, nor the next run.
"""

from pathlib import Path

import pytest
from tests.stub.test_denials import (
    ENTRIES,
    FOLDERS,
    HIDDEN,
    OPENED,
    READ,
    SYMLINK,
    WRITE,
    outside,
    runner,
    tries,
)

from flowrt.engine.system import folders
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.refusals.rights import NotAllowed
from flowrt.run.runner import Runner

__all__ = ["outside"]
OTHERS = ("env", "stdio")
SHOWN = Path(folders._OPEN).is_dir()


@pytest.fixture(params=["shown", "hidden"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Have a system that shows what is open, and one that does not."""
    if request.param == "hidden":
        monkeypatch.setattr(folders, "_OPEN", f"{tmp_path}/absent")
    elif not SHOWN:
        pytest.skip("this system shows no open folders")
    return str(request.param)


def reads(run: Runner, path: str) -> int:
    return int(run.call(ENTRIES[READ], path.encode()))


@pytest.mark.usefixtures("held")
def test_a_link_that_one_archive_made_is_no_folder_of_the_next(outside: Path) -> None:
    assert tries(SYMLINK, "../secret", "files:data=write") == OPENED
    for mode in ("read", "write"):
        with pytest.raises(NotAllowed, match=str(outside / "secret")):
            runner(f"files:data/made={mode}", allow=("files:data", *OTHERS))
    assert (outside / "secret" / "file").read_text() == HIDDEN


@pytest.mark.usefixtures("held")
def test_nor_of_the_same_archive_in_its_next_run(outside: Path) -> None:
    """Whatever the operator allows: it is no part of the folder in which the archive made it."""
    (outside / "data" / "made").symlink_to("../secret")
    with pytest.raises(NotAllowed, match="expected a folder inside data"):
        runner("files:data/made=read", "files:data=write", allow=("all",))


@pytest.mark.usefixtures("held")
def test_links_inside_of_what_is_allowed_are_followed(outside: Path) -> None:
    (outside / "data" / "made").symlink_to("sub")
    (outside / "data" / "sub" / "file").touch()
    allow = ("files:data=read", *OTHERS)
    assert reads(runner("files:data/made=read", allow=allow), "file") == OPENED
    assert reads(runner("files:data/sub=read", allow=("files:.=read", *OTHERS)), "file") == OPENED


@pytest.mark.usefixtures("held")
def test_a_link_that_the_operator_names_is_followed(outside: Path) -> None:
    (outside / "data" / "made").symlink_to("../secret")
    named = ("files:data", "files:data/made=read", *OTHERS)
    assert reads(runner("files:data/made=read", allow=named), "file") == OPENED


def test_a_folder_that_is_replaced_between_transactions_stays_what_it_was(
    outside: Path, held: str
) -> None:
    sub = outside / "data" / "sub"
    (sub / "ours").touch()
    run = runner("files:data/sub=read", "files:data=write")
    assert (reads(run, "ours"), reads(run, "file") == OPENED) == (OPENED, False)
    sub.rename(outside / "data" / "gone")
    sub.symlink_to("../secret")
    if held == "hidden":
        with pytest.raises(Unreadable, match="it is another folder than at first"):
            reads(run, "file")
    else:
        assert (reads(run, "ours"), reads(run, "file") == OPENED) == (OPENED, False)


DENIED = "files:secret"
NAMES = ["./secret", "secret/.", "secret//", ".//secret", "data/far", "data/up", "data/up/secret"]


@pytest.mark.usefixtures("outside", "held")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mode", ["read", "write"])
def test_what_is_denied_is_denied_by_all_of_its_names(name: str, mode: str) -> None:
    with pytest.raises(NotAllowed):
        runner(f"files:{name}={mode}", deny=(DENIED,))


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("path", ["/proc/self/root", "/proc/self/cwd", "/"])
def test_nor_is_it_reached_from_elsewhere(path: str, outside: Path) -> None:
    if not Path(path).exists():
        pytest.skip("this system has no such path")
    with pytest.raises(NotAllowed):
        runner(f"files:{path}=read", deny=(f"files:{outside}/secret",))


@pytest.mark.usefixtures("held")
def test_who_may_not_write_may_read(outside: Path) -> None:
    deny = (f"{DENIED}=write",)
    with pytest.raises(NotAllowed):
        runner("files:data/far=write", deny=deny)
    assert reads(runner("files:data/far=read", deny=deny), "file") == OPENED
    assert (outside / "secret" / "file").read_text() == HIDDEN


@pytest.mark.usefixtures("outside", "held")
def test_what_is_denied_elsewhere_takes_nothing_away() -> None:
    run = runner("files:data=write", deny=(DENIED, "files:data2", "files:dat"))
    assert int(run.call(ENTRIES[FOLDERS], b"")) == OPENED + 1
    assert int(run.call(ENTRIES[WRITE], b"new")) == OPENED


@pytest.mark.usefixtures("outside")
def test_a_colon_makes_no_other_folder_of_one_that_is_denied() -> None:
    with pytest.raises(NotAllowed):
        runner("files:secret/a:b=read", deny=(DENIED,))


@pytest.mark.usefixtures("outside", "held")
@pytest.mark.parametrize("path", ["absent", "data/file", "secret/file/x"])
def test_what_is_no_folder_is_none(path: str) -> None:
    with pytest.raises(Unreadable, match="and there is none"):
        runner(f"files:{path}=read")
