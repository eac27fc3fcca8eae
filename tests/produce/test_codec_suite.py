"""JSONTestSuite against the codec: what must be accepted, what refused, and what is for us to say.

The last of these are listed in runtime_stub/codec/README.md, and so are the two cases that we
decide otherwise than the suite: an object with a key that stands twice is refused.
"""

from pathlib import Path

import pytest
from tests.produce import json_reference, json_suite
from tests.produce.codec_host import Codec, FaultError
from tests.produce.lift import lift

README = Path(__file__).parents[2] / "runtime_stub" / "codec" / "README.md"
CASES = json_suite.cases()
TWICE = ("y_object_duplicated_key", "y_object_duplicated_key_and_value")
DEEP = ("n_structure_100000_opening_arrays", "n_structure_open_array_object")
ACCEPTED = [name for name in CASES if name.startswith("y_") and name not in TWICE]
REFUSED = [name for name in CASES if name.startswith("n_") and name not in DEEP]
OURS = [name for name in CASES if name.startswith(("i_", "t_"))]


def test_the_suite_is_whole() -> None:
    assert (len(ACCEPTED), len(REFUSED), len(OURS)) == (93, 186, 57)


@pytest.mark.parametrize("name", ACCEPTED)
def test_json_is_read(name: str) -> None:
    text = CASES[name]
    type_ = json_suite.type_of(text)
    codec = Codec([type_])
    at = codec.decode(type_, text)
    assert lift(codec.read, type_, at) == json_reference.read(type_, text)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_json_is_refused_as_such(name: str) -> None:
    """No type accepts it, and the one that gets furthest says that it is not JSON."""
    types = dict.fromkeys(json_suite.candidates(CASES[name]))
    codec = Codec(types)
    faults = []
    for type_ in types:
        codec.call("reset")
        with pytest.raises(FaultError) as raised:
            codec.decode(type_, CASES[name])
        faults.append((raised.value.fault["at"], raised.value.fault["code"]))
    assert (max(at for at, _ in faults), "R401") in faults


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_without_end_is_refused_where_the_type_ends(name: str) -> None:
    codec = Codec([json_suite.deepest()])
    with pytest.raises(FaultError) as raised:
        codec.decode(json_suite.deepest(), CASES[name])
    assert raised.value.fault["at"] <= 128


@pytest.mark.parametrize("name", TWICE)
def test_a_key_that_stands_twice_is_refused(name: str) -> None:
    type_ = json_suite.type_of(CASES[name])
    with pytest.raises(FaultError) as raised:
        Codec([type_]).decode(type_, CASES[name])
    assert raised.value.fault["code"] == "R406"


def row(name: str) -> str:
    """Return what the codec does with a case, as a row of the table."""
    type_ = json_suite.chosen(name)
    try:
        outcome = f"`{Codec([type_]).recode(type_, CASES[name]).decode()}`"
    except FaultError as error:
        expected = error.fault["expected"]
        outcome = f"{error.fault['code']}, expected {expected}"
    shown = CASES[name].decode("latin-1").encode("unicode_escape").decode().replace("\\\\", "\\")
    if len(shown) > 32:
        shown = f"{shown[:29]}..."
    kind = "128 lists" if type_ == json_suite.deepest() else f"`{type_}`"
    return f"| `{name}` | `{shown}` | {kind} | {outcome} |"


def test_what_is_for_the_implementation_to_say_is_listed() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith(("| `i_", "| `t_"))]
    assert table == [row(name) for name in OURS]
