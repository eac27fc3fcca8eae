"""`flowrt renew`: puts a trust file in place of the one before it, if that one says so."""

from pathlib import Path

from flowrt.cli.files import write_whole
from flowrt.cli.options import Option, Usage, Words, listed, split
from flowrt.cli.terms import trust_of
from flowrt.load import read
from flowrt.problems.refusals.trust import BadRoot, NoTrust
from flowrt.problems.say import say
from flowrt.trust.roots import succeed

OPTIONS = (
    Option("trust", "FILE", "the trust file in force; without it, $FLOWRT_TRUST"),
    Option("help", "", "show this"),
)


def renew(argv: list[str]) -> int:
    """Check a chain of trust files, put the last in place; return 0, or raise `Refused`."""
    words = split(argv, OPTIONS)
    if "help" in words.options:
        rows = listed([(str(option), option.help) for option in OPTIONS])
        say(f"usage: flowrt renew NEW ... [OPTION ...]\n\n{rows}")
        return 0
    if not words.rest or words.last:
        raise Usage("renew without a new trust file", "write flowrt renew NEW ...")
    _renew(words)
    return 0


def _renew(words: Words) -> None:
    place = trust_of(words)
    if place is None:
        raise NoTrust("", expected="a trust file", found="none")
    data, version = read(place), 0
    for path in words.rest:
        new = read(path)
        root = succeed(data, new, _text(f"{path}.sig"), path).root
        data, version = new, root.version if root is not None else version
    write_whole(Path(place), data)
    say(f"{place} is now version {version}")


def _text(path: str) -> str:
    try:
        return read(path).decode("ascii")
    except UnicodeDecodeError:
        raise BadRoot(path, expected="ASCII", found="something else") from None
