from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[Path, str], None]


def test_a_missing_or_differing_golden_fails(golden: Golden, tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.txt"
    if "bless" in golden.__name__:
        golden(path, "one\r\ntwo")
        assert path.read_bytes() == b"one\r\ntwo"
        return
    with pytest.raises(pytest.fail.Exception, match=r"there is no x\.txt"):
        golden(path, "one\r\ntwo")
    path.parent.mkdir()
    path.write_bytes(b"one\r\ntwo")
    golden(path, "one\r\ntwo")
    with pytest.raises(AssertionError, match=r"x\.txt differs"):
        golden(path, "one\ntwo")
