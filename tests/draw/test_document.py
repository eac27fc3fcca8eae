"""The drawing that an archive carries: whole, of exported flows alone, of random packages too."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from tests.flows import Package, packages
from tests.samples.sealed import compiled

from flowc import draw

ANY = settings(max_examples=30, suppress_health_check=list(HealthCheck))


def drawn(package: Package) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(draw.document(package))
    return found


@given(packages())
@ANY
def test_arrows_and_frames_are_of_boxes_that_there_are(package: Package) -> None:
    found = drawn(package)
    assert list(found) == [flow.name for flow in package.flows if flow.exported]
    for drawing in found.values():
        ids = [node["id"] for node in drawing["nodes"]]
        assert len(set(ids)) == len(ids)
        ends = [edge[end] for edge in drawing["edges"] for end in ("from", "to")]
        framed = [id_ for frame in drawing["frames"] for id_ in frame["nodes"]]
        assert {*ends, *framed} <= set(ids)
        assert [node["shape"] for node in drawing["nodes"]].count("result") == 1


def test_a_sample_is_drawn_as_it_reads() -> None:
    hello = json.loads(compiled("hello").drawing)["hello"]
    assert [(one["shape"], one["lines"]) for one in hello["nodes"]] == [
        ("param", ['name: string = "world"']),
        ("result", ["-> string"]),
        ("call", ["greeting.greet"]),
    ]
    assert [(one["from"], one["to"], one["line"]) for one in hello["edges"]] == [
        ("n1", "n3", "data"),
        ("n3", "n2", "data"),
    ]
    assert hello["nodes"][2]["colour"] == 0
