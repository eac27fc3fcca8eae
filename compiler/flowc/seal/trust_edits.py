"""Edits of a trust file that leave all else in it, comments too, as it stands.

Each takes the file's text and gives the new one, which was read back as a stub reads it; raises
the stub's `BadTrust` where that fails, or stops with F607 or F608.
"""

import re
from dataclasses import replace

from flowc.seal.errors.trust import NoSuchPublisher, PublisherExists
from flowc.text.report import stop
from flowrt.problems.report import Refused
from flowrt.trust.file import read_trust
from flowrt.trust.policy import Publisher, Revoked, Sigstore, Trust
from flowrt.trust.text import encode_trust

_TABLE = re.compile(r"^\s*\[", re.MULTILINE)
_PUBLISHER = re.compile(r"^\s*\[\[\s*publisher\s*\]\].*$", re.MULTILINE)


def with_publisher(text: str, publisher: Publisher, path: str) -> str:
    """Return the text with one publisher more; stops with F608 if the name is taken."""
    if any(one.name == publisher.name for one in read_trust(text, path).publishers):
        raise stop(PublisherExists(path, publisher.name))
    return _with(text, Trust((publisher,)), path)


def with_revoked(text: str, revoked: Revoked, path: str) -> str:
    """Return the text with one revoked key more; raises `BadTrust` if it is revoked already."""
    return _with(text, Trust((), (revoked,)), path)


def with_sigstore(text: str, pinned: Sigstore, path: str) -> str:
    """Return the text with Sigstore's keys pinned, in the place of others if there were."""
    trust = read_trust(text, path)
    if trust.sigstore is None:
        return _with(text, Trust((), sigstore=pinned), path)
    wanted = replace(trust, sigstore=pinned)
    changed = text.replace(trust.sigstore.sha256, pinned.sha256)
    return changed if _reads_as(changed, wanted) else encode_trust(wanted)


def without_publisher(text: str, name: str, path: str) -> str:
    """Return the text without a publisher; stops with F607 if there is none of that name."""
    trust = read_trust(text, path)
    names = tuple(one.name for one in trust.publishers)
    if name not in names:
        raise stop(NoSuchPublisher(path, name, names))
    others = tuple(one for one in trust.publishers if one.name != name)
    wanted = replace(trust, publishers=others)
    cut = _cut(text, names.index(name))
    return cut if _reads_as(cut, wanted) else encode_trust(wanted)


def _with(text: str, more: Trust, path: str) -> str:
    kept = text if not text or text.endswith("\n") else f"{text}\n"
    extended = kept + ("\n" if kept else "") + encode_trust(more)
    read_trust(extended, path)
    return extended


def _cut(text: str, index: int) -> str:
    """Return the text without its table of a publisher, by where its heading is written."""
    headings = list(_PUBLISHER.finditer(text))
    if index >= len(headings):
        return text
    after = _TABLE.search(text, headings[index].end())
    rest = text[after.start() :].lstrip("\n") if after else ""
    kept = text[: headings[index].start()].rstrip("\n")
    return "\n\n".join(filter(None, (kept, rest.rstrip("\n")))) + "\n"


def _reads_as(text: str, wanted: Trust) -> bool:
    try:
        return read_trust(text) == wanted
    except Refused:
        return False
