"""The provenance: an in-toto statement as its own library reads it, of what the archive holds."""

import json
from hashlib import sha256
from typing import Any

from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1.provenance_pb2 import Provenance
from in_toto_attestation.v1.statement_pb2 import Statement
from tests.origin.made import EPOCH, TARGET, movies, written
from tests.samples.sealed import compiled

from flowc.origin import LAST
from flowrt.archive import format as f


def statement(**given: Any) -> Any:
    return json.loads(written(compiled("movies"), **given)["provenance"])


def test_it_is_what_in_toto_and_slsa_say() -> None:
    """Fields that the messages do not have are refused by the parsers."""
    value = statement(created=EPOCH, cut=("cards",))
    read = json_format.ParseDict(value, Statement())
    assert read.type == "https://in-toto.io/Statement/v1"
    assert read.predicate_type == "https://slsa.dev/provenance/v1"
    predicate = json_format.ParseDict(value["predicate"], Provenance())
    assert predicate.build_definition.build_type == "urn:flowc:build:1"
    assert predicate.run_details.builder.id == "urn:flowc:builder"
    assert predicate.run_details.metadata.started_on.seconds == EPOCH


def test_its_subjects_are_all_blobs_but_itself() -> None:
    verified = movies().verified
    value = json.loads(verified.document("provenance") or b"")
    contents = verified.contents
    blobs = {
        one.id: sha256(contents.view(one)).hexdigest()
        for one in verified.header.blobs
        if one.kind != "provenance"
    }
    first, *others = ((one["name"], one["digest"]["sha256"]) for one in value["subject"])
    assert first == ("movies:catalogue@1.0.0", blobs["component"])
    assert {name.partition("#")[2]: digest for name, digest in others} == blobs


def test_it_says_what_was_asked_and_what_went_in() -> None:
    value = statement(cut=("texts", "cards"))["predicate"]["buildDefinition"]
    assert value["externalParameters"] == {
        "build": 0,
        "cut": ["cards", "texts"],
        "source": "movies.flow",
        "targets": [TARGET],
    }
    paths = [one["name"] for one in value["resolvedDependencies"]]
    assert paths == sorted(compiled("movies").inputs)


def test_the_only_time_is_the_one_that_was_given() -> None:
    details = statement()["predicate"]["runDetails"]
    assert details["metadata"] == {}
    told = statement(created=LAST)["predicate"]["runDetails"]["metadata"]
    assert told == dict.fromkeys(("startedOn", "finishedOn"), "9999-12-31T23:59:59Z")


def test_the_same_build_gives_the_same_bytes() -> None:
    one, two = (written(compiled("movies"), EPOCH) for _ in range(2))
    assert one == two
    assert one["provenance"] == f.canonical_json(json.loads(one["provenance"]))
