"""`use X from "x.wit"`: a flow is checked against types whose code is elsewhere."""

from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

WIT = """\
package acme:fraud@1.0.0;

/// Screens what customers buy.
interface screening {
  variant answer { clear, flagged(string) }
  /// Looks at one cart.
  screen: func(cents: u64, country: string) -> answer;
}
"""
FLOW = """\
package acme:shop@1.0.0;

use fraud from "wit/fraud.wit";

export flow ok-to-sell(cents: u64) -> bool {
  match fraud.screen(cents, "IE") {
    clear      => true,
    flagged(_) => false,
  }
}
"""
CHECK = ("flowc", "check", "shop.flow")


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    (tmp_path / "wit").mkdir()
    (tmp_path / "wit" / "fraud.wit").write_text(WIT)
    (tmp_path / "shop.flow").write_text(FLOW)
    return Workshop(tmp_path)


def test_a_flow_is_checked_against_wit(shop: Workshop) -> None:
    shop.well(*CHECK)
    shop.path("shop.flow").write_text(FLOW.replace('"IE"', "7"))
    done = shop.run(*CHECK)
    assert done.returncode == 1
    assert "expected `string`" in done.stderr


POINTED = """\
error[F220]: this has another type than expected
 --> shop.flow:6:29
  |
6 |   match fraud.screen(cents, 7) {
  |                             ^ expected `string`, found a number
 ::: wit/fraud.wit:7:28
  |
7 |   screen: func(cents: u64, country: string) -> answer;
  |                            ------- `country` is `string`
"""


def test_mistakes_point_into_the_wit(shop: Workshop) -> None:
    shop.path("shop.flow").write_text(FLOW.replace('"IE"', "7"))
    assert shop.run(*CHECK).stderr.startswith(POINTED)
    shop.path("shop.flow").write_text(FLOW.replace(', "IE"', ""))
    said = shop.run(*CHECK).stderr
    assert " ::: wit/fraud.wit:7:3\n" in said
    assert "  |   ------ it is declared here" in said


def test_a_mistake_in_the_wit_is_shown_there(shop: Workshop) -> None:
    shop.path("wit/fraud.wit").write_text(WIT.replace("u64", "u46"))
    done = shop.run(*CHECK)
    assert done.returncode == 1
    assert " --> wit/fraud.wit:7:23" in done.stderr
    assert "screen: func(cents: u46" in done.stderr
    assert done.stderr.count("error[") == 1


def test_without_code_it_is_not_built(shop: Workshop) -> None:
    shop.well("flowc", "keygen", "flowc.key")
    done = shop.run("flowc", "build", "shop.flow", "--key", "flowc.key")
    assert done.returncode == 1
    assert "error[F501]" in done.stderr
    assert not shop.path("dist").exists()
