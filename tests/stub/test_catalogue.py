"""What flows are as JSON: what one side publishes the other reads back, and nothing else."""

import json

import pytest
from tests.stub import door_archive as door

from flowrt.catalogue import catalogue, published, read_published

PLAN = door.runner().plan


def test_what_is_published_is_read_back() -> None:
    data = json.dumps(published(PLAN, PLAN.entries)).encode()
    found = read_published(data)
    assert (found.package, found.plan[:7]) == (PLAN.package, "sha256:")
    taken = [(e.name, [(p.name, p.type, p.required) for p in e.params]) for e in found.entries]
    assert taken == [
        (e.name, [(p.name, p.type, p.required) for p in e.params]) for e in PLAN.entries
    ]
    assert [e.result for e in found.entries] == [e.result for e in PLAN.entries]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "Expecting"),
        (b"[]", "no signature: TypeError"),
        (b"{}", "no signature: KeyError"),
        (b'{"schema":2}', "schema 2, where 1 is known"),
        (b'{"schema":1,"flows":[]}', "no signature: AttributeError"),
        (b'{"schema":1,"flows":{"f":{"params":{}}}}', "no signature: TypeError"),
        (b'{"schema":1,"flows":{"f":{"params":[],"result":["none"]}}}', "f"),
        (b'{"schema":1,"flows":{"f":{"params":[["a",1,true]],"result":["prim","u8"]}}}', "f"),
    ],
)
def test_what_is_no_signature_is_told_as_that(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_published(data)


def test_pages_are_told_of_defaults_docs_and_drawings() -> None:
    found = catalogue(PLAN, PLAN.entries, {"count": "<svg/>"})
    flows = found["flows"]
    assert isinstance(flows, list)
    checkout, count, _ = flows
    assert checkout["docs"] == "Prices a cart.\nSlowly."
    assert [one.get("default") for one in checkout["params"]] == [None, '"IE"']
    assert (count["drawing"], "drawing" in checkout) == ("<svg/>", False)
