"""The digest behind a path in `--bind`: `./fraud.wasm@sha256:..`, of the bytes that are meant."""

from flowrt.archive.names import is_digest

MARK = "@sha256:"


def pinned(target: str) -> tuple[str, str]:
    """Return a path and its digest, empty where it has none; raises `ValueError` for a bad one."""
    path, mark, digest = target.rpartition(MARK)
    if not mark:
        return target, ""
    if not is_digest(digest):
        raise ValueError(f"64 digits of 0 to 9 and a to f after its {MARK}")
    return path, digest
