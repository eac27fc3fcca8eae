"""The samples in Node and in a browser: each does there what it does in the stub."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from samples import build as sources
from samples.movies.rows import rows
from tests.parts.browser import Tab, browsing
from tests.web.conftest import Build
from tests.web.test_node import as_the_stub, compared
from tests.web.test_page import BODY, STATE, filled

SAMPLES = sources.SAMPLES
STEP = 349
MARKDOWN = (
    "# On flows\n\nA *flow* wires components.\n\n## Ports\n\n| a | b |\n|---|---|\n| 1 | é |\n"
)


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    with browsing(tmp_path) as one:
        yield one


def test_movies_are_scored_alike(build: Build) -> None:
    built = build(SAMPLES / "movies" / "movies.flow")
    jobs = [("score", json.dumps({"movie": row})) for row in rows()[::STEP]]
    jobs.append(("summary", json.dumps({"movies": rows()[:200]})))
    app = built.opened()
    came = built.in_node(jobs, {"isolation": "stream"})
    assert len(came) > 50
    assert [compared(one) for one in came] == [as_the_stub(app, *job) for job in jobs]


@pytest.mark.slow
def test_a_site_is_made_in_a_page_without_a_network(build: Build, tab: Tab) -> None:
    sources.ensure(next(one for one in sources.sources() if one.stem == "markdown"))
    built = build(SAMPLES / "site" / "site.flow")
    expected = as_the_stub(built.opened(), "render", json.dumps({"text": MARKDOWN}))
    tab.tell("Network.enable")
    tab.tell(
        "Network.emulateNetworkConditions",
        offline=True, latency=0, downloadThroughput=0, uploadThroughput=0,
    )  # fmt: skip
    tab.goto((built.folder / "site.html").as_uri())
    filled(tab, MARKDOWN)
    tab.wait(f"{STATE} === 'done'")
    assert json.loads(tab.run(BODY)) == json.loads(expected["text"])
    assert tab.log == []
