"""What names look like in archives and trust files: for each kind, whether a text is one.

Written without regular expressions, since importing those takes longer than verifying an archive.
"""

from __future__ import annotations

_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGITS = frozenset("0123456789")
_LETTERS = _LOWER | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_HEXADECIMAL = _DIGITS | frozenset("abcdef")
_TAIL = _LETTERS | _DIGITS | {"-"}
_BLOB_ID = _LOWER | _DIGITS | frozenset("._-")
_TARGET = _LOWER | _DIGITS | {"_"}
_SETTING = _TARGET | {"."}
_SITE = _LOWER | {"-"}
_CAPABILITY = _LETTERS | _DIGITS | frozenset("._:/@=*[]-")
_SHA256 = 64


def is_word(text: str) -> bool:
    """Return whether a text is a word as WIT has them: `fraud`, `is-valid2`, but not `2nd`."""
    parts = text.split("-")
    return text.isascii() and text[:1].isalpha() and all(part.isalnum() for part in parts)


def is_package(text: str) -> bool:
    """Return whether a text is `namespace:name`."""
    namespace, _, name = text.partition(":")
    return is_word(namespace) and is_word(name)


def is_pattern(text: str) -> bool:
    """Return whether a text names packages: `namespace:name`, `namespace:*` or `*`."""
    namespace, _, name = text.partition(":")
    starts = namespace[:1] in _LETTERS and _is_of(namespace, _TAIL)
    return text == "*" or (name == "*" and starts) or is_package(text)


def is_version(text: str) -> bool:
    """Return whether a text is a semantic version: `1.2.0`, `1.0.0-rc.1+linux`."""
    front, plus, build = text.partition("+")
    core, dash, before = front.partition("-")
    numbers = core.split(".")
    return (
        len(numbers) == len(("major", "minor", "patch"))
        and all(map(_is_whole, numbers))
        and all(_is_of(part, _TAIL) for part in before.split(".") if dash)
        and all(_is_of(part, _TAIL) for part in build.split(".") if plus)
    )


def is_digest(text: str) -> bool:
    """Return whether a text is a SHA-256 digest: 64 lowercase hexadecimal digits."""
    return len(text) == _SHA256 and _is_of(text, _HEXADECIMAL)


def is_marked_digest(text: str) -> bool:
    """Return whether a text is `sha256:` and a digest."""
    return text.startswith("sha256:") and is_digest(text.removeprefix("sha256:"))


def is_blob_id(text: str) -> bool:
    """Return whether a text is the id of a blob."""
    return len(text) <= 64 and _is_of(text, _BLOB_ID)  # noqa: PLR2004 - FORMAT 5.1


def is_target(text: str) -> bool:
    """Return whether a text is an architecture and a system: `x86_64-linux`."""
    architecture, _, system = text.partition("-")
    return _is_of(architecture, _TARGET) and _is_of(system, _TARGET)


def is_setting(text: str) -> bool:
    """Return whether a text is the name of an engine, of a compiler or of a setting."""
    return text[:1] in _LOWER and _is_of(text, _SETTING)


def is_capability(text: str) -> bool:
    """Return whether a text may be a capability; which there are is not said here."""
    return len(text) <= 128 and _is_of(text, _CAPABILITY)  # noqa: PLR2004 - FORMAT 3.3


def is_kind_of_site(text: str) -> bool:
    """Return whether a text may be a kind of site."""
    return text[:1] in _LOWER and _is_of(text, _SITE)


def is_number(text: str) -> bool:
    """Return whether a text is a number as JSON has them: `-1.5e+3`, but not `01`."""
    mantissa, power, exponent = text.replace("E", "e").partition("e")
    whole, dot, fraction = mantissa.removeprefix("-").partition(".")
    exponent = exponent[1:] if exponent[:1] in {"+", "-"} else exponent
    return (
        _is_whole(whole)
        and (not dot or _is_of(fraction, _DIGITS))
        and (not power or _is_of(exponent, _DIGITS))
    )


def _is_whole(text: str) -> bool:
    return _is_of(text, _DIGITS) and (text == "0" or text[0] != "0")


def _is_of(text: str, characters: frozenset[str]) -> bool:
    """Return whether a text has characters, all of them among these."""
    return bool(text) and characters.issuperset(text)
