"""What is fuzzed: readers of what strangers write. Each takes any bytes and refuses, or reads.

A target raises nothing but what its reader documents; what else it raises, and what takes too long
or too much memory, is a finding. Where random bytes would hardly pass the outermost check (lengths,
one spelling), the first byte says how far the target helps: a fuzzer then gets to what lies behind.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgpack  # type: ignore[import-untyped]  # it ships no types

from flowc.frontend import signatures, wit
from flowc.text.diagnostic import Error
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowrt.archive.archive import open_archive, read_contents
from flowrt.archive.format import ALIGNMENT, MAGIC, SIGNATURE_SIZE, align, canonical_json
from flowrt.archive.header import encode_header
from flowrt.plan.plan import encode_plan, read_plan
from flowrt.problems.report import Refused

TESTS = Path(__file__).resolve().parents[1]
SIGNATURE = b"\1" + bytes(SIGNATURE_SIZE - 1)
RAW, FRAMED, SPELLED = range(3)
"""Bytes as they are; put where they belong; and spelled as they must be."""


def archive(data: bytes) -> None:
    """Read an archive, and the plan in it, as `flowrt inspect` does; all spelled in one way."""
    how, rest = data[:1], data[1:]
    if how != bytes([RAW]):
        rest = _framed(_spelled(rest) if how == bytes([SPELLED]) else rest)
    try:
        contents = read_contents(open_archive(rest))
        assert encode_header(contents.header) == contents.archive.header
        plan(bytes([RAW]) + bytes(contents.view(contents.header.blob("plan"))))
    except Refused as refusal:
        _told(refusal)


def plan(data: bytes) -> None:
    """Read a plan; what was read is written the same."""
    how, rest = data[:1], data[1:]
    if how == bytes([FRAMED]):
        with suppress(ValueError, TypeError, msgpack.exceptions.UnpackException, OverflowError):
            rest = msgpack.packb(msgpack.unpackb(rest, strict_map_key=False))
    elif how == bytes([SPELLED]):
        with suppress(ValueError, RecursionError, OverflowError):
            rest = msgpack.packb(json.loads(rest))
    try:
        read = read_plan(rest)
    except Refused as refusal:
        _told(refusal)
    else:
        assert encode_plan(read) == rest


def component(data: bytes) -> None:
    """Read the outside of a component."""
    try:
        signatures.read(data, "it", "it.wasm")
    except signatures.BadComponent as error:
        refusal = error
    else:
        return
    assert 0 <= refusal.offset <= len(data)
    assert refusal.expected
    assert refusal.found


def texts(data: bytes) -> None:
    """Read a `.wit` file; mistakes point into it and can be shown."""
    text, report = data.decode(errors="surrogateescape"), Report()
    try:
        wit.read({"a.wit": text}, report)
    except Stopped:
        assert report.errors
        for one in report.diagnostics:
            assert isinstance(one, Error)
            assert 0 <= one.span.start <= one.span.end <= len(text)
        source = SourceFile("a.wit", text)
        assert terminal.render(report.diagnostics, {"a.wit": source}, colour=False)
    else:
        assert not report.diagnostics


TARGETS: dict[str, Callable[[bytes], None]] = {
    "archive": archive,
    "component": component,
    "plan": plan,
    "wit": texts,
}


def seeds(name: str) -> Iterator[bytes]:
    """Give inputs to start from, beside those that were found."""
    match name:
        case "archive":
            from tests.stub import forge  # noqa: PLC0415 - only where it is fuzzed

            yield bytes([RAW]) + forge.seal()
            yield bytes([FRAMED]) + forge.header_bytes()
            yield bytes([SPELLED]) + forge.header_bytes()
        case "plan":
            from tests.stub import forge  # noqa: PLC0415 - the same

            for how in (RAW, FRAMED):
                yield bytes([how]) + encode_plan(forge.PLAN)
            fields = msgpack.unpackb(encode_plan(forge.PLAN))
            yield bytes([SPELLED]) + json.dumps(fields, separators=(",", ":")).encode()
        case "component":
            from tests.frontend.signatures.cases import BY_HAND, build  # noqa: PLC0415 - the same

            yield from (build(path) for path in BY_HAND)
        case "wit":
            for path in sorted(TESTS.joinpath("frontend", "wit", "cases").rglob("*.wit")):
                yield path.read_bytes()


def found(name: str) -> list[Path]:
    """Return the inputs that are kept: each got further than all before, or was a finding."""
    return sorted((Path(__file__).parent / "corpus" / name).glob("*"))


def _framed(header: bytes) -> bytes:
    """Put a header where it belongs in a file."""
    lengths = len(header).to_bytes(4, "little") + len(SIGNATURE).to_bytes(4, "little")
    head = MAGIC + lengths + header + SIGNATURE
    return head.ljust(align(len(head)), b"\0") + bytes(2 * ALIGNMENT)


def _spelled(data: bytes) -> bytes:
    """Return JSON in its one spelling, and other bytes as they are."""
    with suppress(ValueError, RecursionError):
        return canonical_json(json.loads(data))
    return data


def _told(refusal: Refused) -> None:
    """See that a refusal can be told, and is not as long as what it is about."""
    assert str(refusal).startswith(f"refused[{refusal.code}]: ")
    assert len(str(refusal)) < 10_000
