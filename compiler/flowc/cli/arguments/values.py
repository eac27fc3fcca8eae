"""Words of the command line to values; what is none is said as argparse says it."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrt.rights.limits import Limits

MOST_LETTERS = 256
"""Letters of what a trust file says for messages, at most; FORMAT 6.1."""
STDOUT = "-"
FORMS_OF_BUILD = ("ir", "plan", "wat", "wasm", "wit")


def path(text: str) -> Path:
    """Read a path; an empty text, such as a variable that is not set, would be this folder."""
    if not text:
        raise argparse.ArgumentTypeError("expected a path, found an empty text")
    return Path(text)


def target(text: str) -> Path:
    """Read where a file is to be written; what others mean by `-` is no file."""
    if text == STDOUT:
        raise argparse.ArgumentTypeError(
            "expected a path, found `-`; /dev/stdout is stdout, and `./-` a file of that name"
        )
    return path(text)


def result(text: str) -> Path | None:
    """Read where a result is to be written; `-` is stdout, as if nothing had been said."""
    return None if text == STDOUT else path(text)


def counter(text: str) -> int:
    """Read a build counter: a whole number from 0 up."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 up, found `{text}`")
    return int(text)


def limit(text: str) -> "Limits":
    """Read a limit of the archive's runs."""
    from flowrt.rights.limit_text import limit_of  # noqa: PLC0415 - only a build may need it

    try:
        return limit_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected {error}, found `{text}`") from None


def forms(text: str) -> tuple[str, ...]:
    """Read forms of a build, separated by commas."""
    found = tuple(text.split(","))
    for one in found:
        if one not in FORMS_OF_BUILD:
            known = ", ".join(FORMS_OF_BUILD)
            raise argparse.ArgumentTypeError(f"expected some of {known}, found `{one}`")
    return found


def page(text: str) -> Path:
    """Read where a page is to be written; another word may be meant for something else."""
    if not text.endswith(".html"):
        raise argparse.ArgumentTypeError(f"expected a path that ends in .html, found `{text}`")
    return Path(text)


def remark(text: str) -> str:
    """Read a line for messages; what a trust file would not take is told before there is a key."""
    if not text.isprintable():
        raise argparse.ArgumentTypeError(f"expected printable characters, found {text!a}")
    if len(text) > MOST_LETTERS:
        found = f"{len(text)} characters"
        raise argparse.ArgumentTypeError(f"expected at most {MOST_LETTERS}, found {found}")
    return text


def publisher(text: str) -> str:
    """Read what a publisher is called, which is a line that is not blank."""
    if not text or text.isspace():
        found = "blanks" if text else "an empty text"
        raise argparse.ArgumentTypeError(f"expected a name, found {found}")
    return remark(text)


def pattern(text: str) -> str:
    """Read which packages are meant."""
    from flowrt.archive.names import is_pattern  # noqa: PLC0415 - as above

    if not is_pattern(text):
        expected = "`namespace:name`, `namespace:*` or `*`"
        raise argparse.ArgumentTypeError(f"expected {expected}, found {text!a}")
    return text


def positive(text: str) -> int:
    """Read a whole number from 1 up."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 up, found `{text}`")
    return int(text)


def package(text: str) -> tuple[str, str]:
    """Read what a package is called, and its version if there is one."""
    from flowrt.archive.names import is_package, is_version  # noqa: PLC0415 - as above

    name, at, version = text.partition("@")
    if not is_package(name) or (at and not is_version(version)):
        raise argparse.ArgumentTypeError(f"expected such as acme:fraud@1.0.0, found `{text}`")
    return name, version


def moment(text: str) -> int:
    """Read a date, or a time with its zone; return Unix seconds. A date means its last second."""
    from datetime import datetime  # noqa: PLC0415 - few words are dates

    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            text += "T23:59:59+00:00"
        time = datetime.fromisoformat(text)
    except ValueError:
        time = datetime.min  # noqa: DTZ901 - it has no zone and so is refused
    if time.tzinfo is None:
        raise argparse.ArgumentTypeError(f"expected a date or a time with its zone, found `{text}`")
    return int(time.timestamp())


def percent(text: str) -> float:
    """Read a share from 0 to 100."""
    try:
        share = float(text)
    except ValueError:
        share = -1
    if not 0 <= share <= 100:  # noqa: PLR2004 - percent
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 100, found `{text}`")
    return share
