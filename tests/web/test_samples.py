"""Every sample in Node, in a page and by hand: each does there what it does in the stub."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest
from samples import build as sources
from tests.parts.browser import Tab
from tests.serve.served import serving
from tests.web.conftest import Build, Built
from tests.web.table import CHECKOUT, FRAUD, HELLO, MOVIES, PRICING, QUICK, SITE, SUMMARY, Sample
from tests.web.test_node import as_the_stub, compared
from tests.web.visits import BODY, CODE, RESULT, arrived, filled, ink, mistaken, ran

from flowrt.app import App

SAMPLES = sources.SAMPLES
CUTS = "[...document.querySelectorAll('.steps li.cut .name')].map((one) => one.firstChild.data)"
TAKEN = "[...document.querySelectorAll('.box.taken')].map((one) => one.dataset.name)"
INK = 20
"""Pixels that a result or a code has in a picture at least: a digit has more."""


@dataclass(frozen=True)
class Made:
    """A sample that is built, and who answers for its services: in the stub, and by address."""

    built: Built
    app: App
    services: Mapping[str, str]

    @property
    def page(self) -> Path:
        return self.built.folder / f"{self.built.stem}.html"

    def query(self) -> str:
        return "&".join(f"{name}={address}" for name, address in self.services.items())


Make: TypeAlias = Callable[[Sample], Made]


@pytest.fixture(scope="module")
def make(build: Build, site: Path, served: str) -> Iterator[Make]:
    """Return what builds a sample, and has servers answer for the parts that it asks."""
    with ExitStack() as stack:
        addresses: dict[str, str] = {}

        def address(part: str) -> str:
            if part not in addresses:
                built = build(SAMPLES / "checkout" / f"{part}.flow")
                origins = ("--allow-origin", "null", "--allow-origin", served)
                archive = f"{built.folder.name}/{part}.flowpack"
                server = stack.enter_context(serving(site, *origins, archive=archive))
                addresses[part] = f"http://127.0.0.1:{server.port}"
            return addresses[part]

        def made(sample: Sample) -> Made:
            built = build(SAMPLES / f"{sample.source}.flow")
            parts = {one: build(SAMPLES / "checkout" / f"{one}.flow") for one in sample.services}
            app = built.opened({one: part.opened() for one, part in parts.items()})
            return Made(built, app, {one: address(one) for one in sample.services})

        yield made


def check_alike(made: Made, sample: Sample, tab: Tab, served: str) -> None:
    """Hold Node and a page to what the stub gives for each case; some go well, some do not."""
    jobs = sample.jobs()
    options = {"services": made.services}
    expected = [as_the_stub(made.app, *job) for job in jobs]
    assert {"text" in one for one in expected} == {True, False}
    assert [compared(one) for one in made.built.in_node(jobs, options)] == expected
    assert [compared(one) for one in made.built.in_page(tab, served, jobs, options)] == expected


def check_by_hand(made: Made, sample: Sample, tab: Tab, address: str) -> None:
    """Use a sample's page as a person does; what it shows is what the stub gives for the same."""
    arrived(tab, f"{address}?{made.query()}", sample.flow)
    given = filled(tab, sample)
    texts = [text for text in sample.typed.values() if text]
    assert [text for text in texts if json.dumps(text)[1:-1] not in ascii_of(given)] == []
    shown = ran(tab, "done")
    assert json.loads(shown) == json.loads(made.app.call_json(sample.flow, given))
    assert ink(tab, RESULT) > INK
    assert tuple(tab.run(CUTS)) == sample.cuts
    assert tuple(tab.run(TAKEN)) == sample.taken
    mistaken(tab, sample)
    assert ink(tab, CODE) > INK
    assert tab.log == []


def ascii_of(text: str) -> str:
    """Return a JSON text with what is beyond ASCII as escapes."""
    return json.dumps(json.loads(text))


@pytest.mark.parametrize("sample", QUICK, ids=str)
def test_a_sample_does_as_in_the_stub(make: Make, sample: Sample, tab: Tab, served: str) -> None:
    check_alike(make(sample), sample, tab, served)


@pytest.mark.parametrize("sample", QUICK, ids=str)
def test_a_person_uses_its_page_from_a_disk(make: Make, sample: Sample, tab: Tab) -> None:
    made = make(sample)
    check_by_hand(made, sample, tab, made.page.as_uri())


@pytest.mark.parametrize("sample", [HELLO, CHECKOUT], ids=str)
def test_a_person_uses_its_page_from_a_server(
    make: Make, sample: Sample, tab: Tab, served: str
) -> None:
    made = make(sample)
    check_by_hand(made, sample, tab, f"{served}/{made.page.parent.name}/{made.page.name}")


@pytest.mark.slow
@pytest.mark.parametrize("sample", [PRICING, FRAUD, MOVIES, SUMMARY], ids=str)
def test_a_person_uses_the_other_pages_from_a_server(
    make: Make, sample: Sample, tab: Tab, served: str
) -> None:
    made = make(sample)
    check_by_hand(made, sample, tab, f"{served}/{made.page.parent.name}/{made.page.name}")


@pytest.mark.slow
@pytest.mark.parametrize("place", ["disk", "server"])
def test_a_site_is_made_without_a_network(make: Make, tab: Tab, served: str, place: str) -> None:
    sources.ensure(next(one for one in sources.sources() if one.stem == "markdown"))
    made = make(SITE)
    offline = place == "disk"
    tab.tell("Network.enable")
    tab.tell(
        "Network.emulateNetworkConditions",
        offline=offline, latency=0, downloadThroughput=-1, uploadThroughput=-1,
    )  # fmt: skip
    address = made.page.as_uri() if offline else f"{served}/{made.page.parent.name}/site.html"
    check_by_hand(made, SITE, tab, address)
    assert "Untitled" not in tab.run(BODY)
    tab.tell("Network.disable")
