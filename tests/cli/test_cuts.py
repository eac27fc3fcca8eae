"""Services and policies: checked in whole, drawn, and not compiled yet."""

from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

FLOW = """\
package acme:shop@1.0.0;

use screen from screening as service;

interface screening {
  screen: func(cents: u64) -> bool;
}

flow doubled(n: u64) -> u64 { n * 2 }

export flow sells(cents: u64) -> bool {
  let twice = doubled(cents) with { retry: 3 };
  screen.screen(twice) and screen.screen(cents) with { timeout: 200ms, fallback: false }
}
"""
REFUSED = """\
shop.flow:12:15: error[F503] policies of calls are not compiled yet: \
this call would be made outside of the flow's component
shop.flow:13:3: error[F502] calls of services are not compiled yet: \
the flow would wait here for the service `screen`
shop.flow:13:28: error[F503] policies of calls are not compiled yet: \
this call would be made outside of the flow's component
"""
TYPES_ONLY = """\
shop.flow:13:3: error[F501] there is no code for this: `screen` is known by its types alone
"""


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    (tmp_path / "shop.flow").write_text(FLOW)
    made = Workshop(tmp_path)
    made.well("flowc", "keygen", "flowc.key")
    return made


def build(shop: Workshop) -> tuple[int, str]:
    done = shop.run("flowc", "build", "shop.flow", "--key", "flowc.key", "--format=short")
    return done.returncode, done.stdout + done.stderr


def test_check_accepts_services_and_policies(shop: Workshop) -> None:
    done = shop.run("flowc", "check", "shop.flow")
    assert done.returncode == 0


def test_build_names_each_place_once(shop: Workshop) -> None:
    code, said = build(shop)
    assert code == 1
    assert said.startswith(REFUSED)
    assert said.count("error[") == 3
    assert not shop.path("dist").exists()


def test_without_as_service_there_are_types_only(shop: Workshop) -> None:
    flow = FLOW.replace(" as service", "").replace(" with { retry: 3 }", "")
    shop.path("shop.flow").write_text(flow.replace(" with { timeout: 200ms, fallback: false }", ""))
    code, said = build(shop)
    assert code == 1
    assert said.startswith(TYPES_ONLY)


def test_the_drawing_shows_where_a_flow_is_cut(shop: Workshop) -> None:
    drawn = shop.run("flowc", "graph", "shop.flow").stdout
    assert 'n5>"doubled<br>retry 3"]' in drawn
    assert '>"screen.screen<br>timeout 200ms<br>fallback"]' in drawn
    assert '[/"screen<br>a service"/]' in drawn
