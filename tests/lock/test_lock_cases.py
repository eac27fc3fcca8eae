"""What is said of remote uses: `cases/fail/*.flow`, each beside a lock and a store of its own."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.conftest import Golden

from flowc.frontend.checked import check_flow
from flowc.lock import HEAD, Lock, Pin, Remotes, Store, encode_lock
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

CASES = Path(__file__).parent / "cases" / "fail"
GREETING = (
    Path(__file__).parents[2] / "samples/hello/components/greeting/greeting.wasm"
).read_bytes()
FILES = sorted(CASES.glob("*.flow"))
DIGEST = f"sha256:{hashlib.sha256(GREETING).hexdigest()}"
PIN = Pin(f"sha256:{'1a' * 32}", DIGEST, len(GREETING))
PLAIN = encode_lock(Lock({"oci://ghcr.io/acme/greeting:1.0": PIN}))
PINNED = encode_lock(Lock({f"oci://ghcr.io/acme/greeting:1.0@sha256:{'2b' * 32}": PIN}))
LOCKS: Mapping[str, str] = {
    "f086-digests-differ": PINNED,
    "f087-no-toml": HEAD + "[[component]\n",
    "f087-version": PLAIN.replace("version = 1", "version = 2"),
    "f087-field": PLAIN.replace("size", "length"),
    "f087-digest": PLAIN.replace('digest = "sha256:', 'digest = "'),
    "f087-size": PLAIN.replace(f"size = {len(GREETING)}", "size = -1"),
    "f087-twice": PLAIN + PLAIN.removeprefix(HEAD),
    "f087-file": PLAIN.replace("oci://", "file://"),
}
"""The locks that are not the plain one."""
STORED: Mapping[str, bytes] = {
    "f085-other-bytes": GREETING[:-1] + b"?",
    "f085-cut": GREETING[:-1],
    "f291-no-component": b"text",
}
"""What lies in the store in place of the component."""
UNLOCKED = {"f083-no-lock"}
NO_STORE = {"f084-no-cache"}
EMPTY = {"f084-not-fetched"}


def shown(file: Path, folder: Path) -> str:
    """Return what checking says of a flow in a folder that is furnished for it."""
    name, lock = file.stem, LOCKS.get(file.stem, PLAIN)
    data = STORED.get(name, GREETING)
    digest = hashlib.sha256(data).hexdigest() if name == "f291-no-component" else DIGEST[7:]
    lock = lock.replace(DIGEST[7:], digest)
    if name == "f291-no-component":
        lock = lock.replace(f"size = {len(GREETING)}", f"size = {len(data)}")
    if name not in UNLOCKED:
        (folder / "flow.lock").write_text(lock)
    store = Store(None if name in NO_STORE else folder)
    path = store.path(digest)
    if path is not None and name not in EMPTY:
        path.parent.mkdir()
        path.write_bytes(data)
    source, report = SourceFile(file.name, file.read_text(encoding="utf-8")), Report()
    with pytest.raises(Stopped):
        check_flow(source, Remotes(folder, file.name, store).load, report)
    text = terminal.render(report.diagnostics, {source.path: source})
    return text.replace(str(folder), "$CACHE")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_mistake_is_shown_as_its_golden(file: Path, tmp_path: Path, golden: Golden) -> None:
    golden(file.with_suffix(".err"), shown(file, tmp_path))


def test_every_golden_and_every_lock_has_its_input() -> None:
    names = {one.stem for one in FILES}
    assert {one.stem for one in CASES.glob("*.err")} == names
    assert set(LOCKS) | set(STORED) | UNLOCKED | NO_STORE | EMPTY <= names
