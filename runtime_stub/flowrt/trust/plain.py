"""TOML in the plain spelling in which trust files are written: read without TOML's own library.

    [[publisher]]
    name = "acme"
    keys = ["ed25519:mGggOf81Xix8nx6qmwAXx19ZG6d9n0UyA6jdfeqQ3nU="]
    threshold = 1

Each line is a table, a comment, or a key with a text, a number or a list of texts, none of which
needs an escape. `plain` gives what `tomllib.loads` would, or None for any other spelling, right or
wrong, which is then for that library: it takes 9 ms to import.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Item: TypeAlias = str | int | list[str]
    Table: TypeAlias = dict[str, Item]

_BARE = frozenset("abcdefghijklmnopqrstuvwxyz_0123456789")
_DIGITS = 15
"""The most digits of a number, which is within what every reader holds."""


def plain(text: str) -> dict[str, object] | None:
    """Return the tables of a plain text; None where it is not plain."""
    found: dict[str, object] = {}
    table: Table | None = None
    for line in text.split("\n"):
        if line.startswith("["):
            table = _opened(line, found)
            if table is None:
                return None
        elif line and not _is_comment(line) and not (table is not None and _adds(line, table)):
            return None
    return found


def _opened(line: str, found: dict[str, object]) -> Table | None:
    """Return the table that a line begins, put where it belongs; None where that is not plain."""
    table: Table = {}
    name = line.strip("[]")
    if not _is_bare(name):
        return None
    if line == f"[[{name}]]":
        tables = found.setdefault(name, [])
        if isinstance(tables, list):
            tables.append(table)
            return table
    elif line == f"[{name}]" and name not in found:
        found[name] = table
        return table
    return None


def _adds(line: str, table: Table) -> bool:
    """Add what a line says to its table; return whether it was plain."""
    key, equals, written = line.partition(" = ")
    item = _item(written)
    if not equals or not _is_bare(key) or key in table or item is None:
        return False
    table[key] = item
    return True


def _item(written: str) -> Item | None:
    if written[:1] == "[" and written[-1:] == "]":
        return _texts(written[1:-1])
    if written[:1] == '"':
        texts = _texts(written)
        return texts[0] if texts is not None and len(texts) == 1 else None
    is_number = written.isascii() and written.isdigit() and len(written) <= _DIGITS
    return int(written) if is_number and (written == "0" or written[0] != "0") else None


def _texts(written: str) -> list[str] | None:
    """Return texts between quotation marks, with a comma and a space between one and the next."""
    if not written.isprintable() or "\\" in written:
        return None
    between, texts = written.split('"')[::2], written.split('"')[1::2]
    is_closed = len(between) == len(texts) + 1
    is_plain = is_closed and not any((between[0], between[-1], *(c != ", " for c in between[1:-1])))
    return texts if is_plain else None


def _is_bare(name: str) -> bool:
    return bool(name) and _BARE.issuperset(name)


def _is_comment(line: str) -> bool:
    return line.startswith("#") and line.isprintable()
