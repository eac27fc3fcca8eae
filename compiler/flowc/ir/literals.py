r"""Constants as the text form writes and reads them.

Strings stand in `"`, chars in `'`, with the escapes \n \t \r \\ \" \' and \u{HEX} for whatever is
not printable; a float always has a point, an exponent, or a word such as `inf`.
"""

import re

_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", '"': '\\"', "'": "\\'"}
_LONG = {written: char for char, written in _SHORT.items()}
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|.)")


def quoted(text: str, mark: str = '"') -> str:
    """Return a string between two marks."""
    return f"{mark}{''.join(_escaped(char, mark) for char in text)}{mark}"


def _escaped(char: str, mark: str) -> str:
    if char in "\"'" and char != mark:
        return char
    return _SHORT.get(char) or (char if char.isprintable() else f"\\u{{{ord(char):x}}}")


def unquoted(text: str) -> str | None:
    """Return what stands between the marks, or None where an escape means nothing."""
    pieces, at = [], 1
    for found in _ESCAPE.finditer(text, 1, len(text) - 1):
        char = _meant(found)
        if char is None:
            return None
        pieces += [text[at : found.start()], char]
        at = found.end()
    return "".join(pieces) + text[at:-1]


def _meant(found: re.Match[str]) -> str | None:
    if found[1] is None:
        return _LONG.get(found[0])
    code = int(found[1], 16)
    return chr(code) if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else None  # noqa: PLR2004 - Unicode scalar values


def written(constant: object, *, char: bool = False) -> str:
    """Return a constant's text."""
    match constant:
        case bool():
            return "true" if constant else "false"
        case str():
            return quoted(constant, "'" if char else '"')
        case _:
            return repr(constant)
