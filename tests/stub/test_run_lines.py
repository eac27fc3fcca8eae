"""NDJSON: every input line has its output line, whatever the batches, faults and wrapping."""

import io
import itertools
import json
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub import door_archive as door

from flowrt.cli.lines import wrap_of
from flowrt.cli.options import Usage
from flowrt.engine.live import Function, Live
from flowrt.plan.plan import Entry, Parameter
from flowrt.plan.shapes import OptionOf, Prim
from flowrt.problems.errors import MissingField, TooLarge
from flowrt.problems.faults import NotCompiled
from flowrt.rights.limits import Limits
from flowrt.run.lines import BATCH, Failed, Lines, Wrap, batches
from flowrt.run.runner import Isolation, Runner

BOTH = pytest.mark.parametrize("isolation", ["call", "stream"])
RUNNERS = {isolation: door.runner(isolation) for isolation in ("call", "stream")}
EXPECTED = {b"?": "R403", b"#": "R410", b"/": "R411", b"\xff": "R401"}
LINE = st.lists(
    st.sampled_from([b"a", b"{", b'"', b"\r", b" ", b"\xc3\xa9", b"?", b"#", b"/", b"\xff", b"!"]),
    max_size=4,
).map(b"".join)


def expected_of(line: bytes) -> bytes | str:
    """Return what a line gives: its text, or the code of its failure."""
    if not line.strip():
        return b""
    if b"\xff" in line:
        return "R401"
    first = next((bytes([b]) for b in line if bytes([b]) in EXPECTED), None)
    return EXPECTED[first] if first else line


def outcomes(
    isolation: str, groups: Iterator[list[bytes]], wrap: Wrap | None = None
) -> list[bytes | Failed]:
    lines = Lines(RUNNERS[isolation], door.CHECKOUT, wrap, "rows")
    return list(lines.outcomes(groups))


def flat(found: list[bytes | Failed]) -> list[bytes | str]:
    results: list[bytes | str] = []
    for outcome in found:
        if isinstance(outcome, Failed):
            results.append(outcome.problem.code)
            assert outcome.number == len(results)
        else:
            assert outcome.endswith(b"\n")
            results += outcome[:-1].split(b"\n")
    return results


@BOTH
@given(groups=st.lists(st.lists(LINE, min_size=1, max_size=5), max_size=4))
def test_every_line_has_its_outcome_in_order(isolation: str, groups: list[list[bytes]]) -> None:
    found = flat(outcomes(isolation, iter(groups)))
    assert found == [expected_of(line) for line in itertools.chain(*groups)]


@given(st.lists(LINE, max_size=6), st.booleans(), st.integers(1, 9))
def test_batches_are_the_lines_of_the_file(lines: list[bytes], ends: bool, step: int) -> None:  # noqa: FBT001 - hypothesis gives it
    data = b"\n".join(lines) + (b"\n" if ends and lines else b"")

    class Slow(io.BytesIO):
        def read1(self, _size: int | None = -1, /) -> bytes:
            return super().read1(step)

    expected = data.split(b"\n")
    assert (
        list(itertools.chain(*batches(Slow(data)))) == expected[: -1 if not expected[-1] else None]
    )


def test_a_line_that_is_too_long_is_named() -> None:
    with pytest.raises(TooLarge) as caught:
        list(batches(io.BytesIO(b"a\nb\n" + b"c" * 300_000), 1000, "rows.ndjson"))
    assert caught.value.path == "rows.ndjson:3"


def test_a_failure_names_line_path_and_offset_in_the_line() -> None:
    wrap = Wrap(b'{"x":', b"}")
    for isolation in ("call", "stream"):
        failed = outcomes(isolation, iter([[b"a", b"  ?"]]), wrap)[-1]
        assert isinstance(failed, Failed)
        assert failed.problem.place == "rows:2 qty (byte 4)"


def test_a_fault_names_its_line() -> None:
    failed = outcomes("stream", iter([[b"a"], [b"b", b"#"]]))[-1]
    assert isinstance(failed, Failed)
    assert dict(failed.problem.facts)["input"] == "rows:3"


def test_results_before_a_fault_are_kept_and_later_lines_run() -> None:
    found = outcomes("stream", iter([[b"1", b"2", b"#", b"4"], [b"5"]]))
    assert flat(found) == [b"1", b"2", "R410", b"4", b"5"]


def test_limits_hold_for_a_line_and_not_for_a_batch() -> None:
    runner = door.runner("stream", Limits(input_bytes=5, output_bytes=4))
    lines = Lines(runner, door.CHECKOUT)
    found = flat(list(lines.outcomes(iter([[b"1234"] * 50, [b"12345", b"123456", b"1"]]))))
    assert found == [*[b"1234"] * 50, "R417", "R408", b"1"]


@pytest.mark.parametrize("isolation", ["call", "stream"])
def test_a_deadline_is_for_a_line(isolation: Isolation) -> None:
    runner = door.runner(isolation, Limits(wall_ms=40))
    found = flat(list(Lines(runner, door.CHECKOUT).outcomes(iter([[b"1", b"~", b"3"]]))))
    assert found == [b"1", "R412", b"3"]


def test_a_stream_keeps_its_instance() -> None:
    found = list(Lines(RUNNERS["stream"], door.COUNT).outcomes(iter([[b"1"], [b"1", b"1"]])))
    assert found == [b"1\n", b"2\n3\n"]
    found = list(Lines(RUNNERS["call"], door.COUNT).outcomes(iter([[b"1"], [b"1", b"1"]])))
    assert found == [b"1\n"] * 3


def test_a_batch_crosses_into_the_instance_once(monkeypatch: pytest.MonkeyPatch) -> None:
    crossed: list[int] = []
    call = Live.call

    def counted(live: Live, function: Function, entry: int, text: bytes) -> tuple[bool, bytes]:
        crossed.append(text.count(b"\n"))
        return call(live, function, entry, text)

    monkeypatch.setattr(Live, "call", counted)
    file = io.BytesIO(b"a\n" * BATCH)
    found = flat(outcomes("stream", batches(file)))
    assert len(found) == BATCH
    assert crossed == [BATCH // 2, BATCH // 2]


def test_memory_is_bounded() -> None:
    line = b'{"name":"a row of some length","values":[1,2,3]}'

    class Endless(io.BytesIO):
        left = 400

        def read1(self, _size: int | None = -1, /) -> bytes:
            self.left -= 1
            return (line + b"\n") * (BATCH // len(line)) if self.left else b""

    lines = Lines(RUNNERS["stream"], door.CHECKOUT)
    tracemalloc.start()
    total = 0
    for outcome in lines.outcomes(batches(Endless())):
        assert isinstance(outcome, bytes)
        total += len(outcome)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total > 20 << 20
    assert peak < 20 * BATCH


def test_a_door_that_loses_count_is_found_out() -> None:
    text = door.door_text().replace("(call $put (i32.const 10))", "")
    runner = Runner(door.seal(door.component(text), natives={})[1], isolation="stream")
    with pytest.raises(NotCompiled, match="lost count"):
        list(Lines(runner, door.CHECKOUT).outcomes(iter([[b"a", b"b"]])))


def entry(*params: Parameter) -> Entry:
    return Entry("f", 0, "", params, Prim("string"))


MOVIE = Parameter("movie", Prim("string"), "", required=True, default=None)
LEVEL = Parameter("level", Prim("u8"), "", required=True, default=None)
NOTE = Parameter("note", OptionOf(Prim("string")), "", required=False, default=None)


def test_the_one_required_parameter_is_what_lines_are() -> None:
    wrap = wrap_of(entry(MOVIE, door.COUNTRY, NOTE), None, {"country": '"DE"'})
    assert wrap == Wrap(b'{"movie":', b',"country":"DE","note":null}')


def test_every_other_parameter_is_written_so_that_a_line_cannot_set_it() -> None:
    wrap = wrap_of(entry(MOVIE, door.COUNTRY, NOTE), None, {})
    line = wrap.before + b'1,"country":"DE"' + wrap.after
    pairs = json.loads(line, object_pairs_hook=list)
    assert [name for name, _ in pairs] == ["movie", "country", "country", "note"]


def test_lines_are_whole_objects_where_no_parameter_stands_out() -> None:
    assert wrap_of(entry(door.COUNTRY, NOTE), None, {}) == Wrap()
    assert wrap_of(entry(MOVIE, LEVEL), None, {}) == Wrap()
    assert wrap_of(entry(MOVIE), "-", {}) == Wrap()


def test_a_parameter_can_be_chosen() -> None:
    wrap = wrap_of(entry(MOVIE, LEVEL), "level", {"movie": '"x"'})
    assert wrap == Wrap(b'{"level":', b',"movie":"x"}')
    with pytest.raises(MissingField, match="--movie"):
        wrap_of(entry(MOVIE, LEVEL), "level", {})


@pytest.mark.parametrize(
    ("into", "values", "said"),
    [
        ("-", {"movie": '"x"'}, "--movie beside whole objects"),
        (None, {"movie": '"x"'}, "--movie beside --lines"),
        ("moovie", {}, "`movie` exists"),
    ],
)
def test_what_contradicts_itself_is_a_usage_mistake(
    into: str | None, values: dict[str, str], said: str
) -> None:
    with pytest.raises(Usage, match=said):
        wrap_of(entry(MOVIE, door.COUNTRY), into, values)
