"""The names in a component: labels of fields, cases and parameters, and what is exported.

A label read here is kebab-case as WIT has it, so it can be written into a source or a message as
it stands; an import's or export's name has characters of identifiers in WebAssembly text alone, but
for the brackets before a method's and those around a dependency.
Source: Binary.md, "Import and Export Definitions"; Explainer.md, "Name Uniqueness".
"""

import re
from collections.abc import Iterator

from flowc.frontend.binary.errors import shown
from flowc.frontend.binary.reader import Reader

_FIRST = r"(?:[a-z][0-9a-z]*+|[A-Z][0-9A-Z]*+)"
_LATER = rf"(?:[0-9]++{_FIRST}?|{_FIRST})"
_LABEL = re.compile(rf"{_FIRST}(?:-{_LATER})*+")
_WORD = r"[0-9A-Za-z!#$%&'*+./:<=>?@^_`|~-]"
_EXTERN = re.compile(rf"(?:\[[a-z ]+\])?{_WORD}+|[a-z-]+=<(?:{_WORD}|[ {{}},])+>")

PLAIN, OLD_INTERFACE, WITH_OPTIONS = 0, 1, 2
IMPLEMENTS, VERSION_SUFFIX, EXTERNAL_ID = 0, 1, 2


def label(reader: Reader, expected: str) -> str:
    """Read a kebab-case name."""
    at = reader.pos
    name = reader.name(expected)
    if not _LABEL.fullmatch(name):
        raise reader.bad(f"{expected} in kebab-case", shown(name), at)
    return name


def labels(reader: Reader, expected: str, least: int = 1) -> Iterator[str]:
    """Read a vector's length and yield the label before each item, none of them twice.

    The caller reads the rest of an item before it asks for the next. Labels that differ in case
    alone count as the same.
    """
    seen: set[str] = set()
    at = reader.pos
    count = reader.count(f"{expected}s")
    if count < least:
        raise reader.bad(f"at least {least} {expected}", str(count), at)
    for _ in range(count):
        at = reader.pos
        name = label(reader, f"a {expected}")
        if name.lower() in seen:
            raise reader.bad(f"every {expected} once", f"{shown(name)} again", at)
        seen.add(name.lower())
        yield name


def extern_name(reader: Reader, what: str) -> str:
    """Read the name of an import or export, its version made whole where it was split."""
    at = reader.pos
    kind = reader.byte(what)
    if kind not in (PLAIN, OLD_INTERFACE, WITH_OPTIONS):
        raise reader.bad(f"{what} (0 to 2)", f"0x{kind:02x}", at)
    at = reader.pos
    name = reader.name(what)
    if kind == WITH_OPTIONS:
        suffix = _version_suffix(reader)
        name += suffix if "@" in name else ""
    if not _EXTERN.fullmatch(name):
        raise reader.bad(f"{what} in plain letters, digits and punctuation", shown(name), at)
    return name


def _version_suffix(reader: Reader) -> str:
    suffix = ""
    for _ in range(reader.count("options of a name")):
        at = reader.pos
        kind = reader.byte("an option of a name")
        if kind not in (IMPLEMENTS, VERSION_SUFFIX, EXTERNAL_ID):
            raise reader.bad("an option of a name (0 to 2)", f"0x{kind:02x}", at)
        text = reader.name("an option of a name")
        suffix = text if kind == VERSION_SUFFIX else suffix
    return suffix
