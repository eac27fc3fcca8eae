"""What runs a flow: written before it, checked, sealed with it, and shown of the archive."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

FLOW = """\
package acme:orders@1.0.0;

/// Reads an order.
@http(get, "/orders/{id}")
@http(delete, "/orders/{id}")
@subject("orders.read")
export flow order(id: u64, after: option<string>) -> u64 {
  match after { some(_) => id + 1, none => id }
}

@every(90s)
@cron("0  3 * * mon-fri")
export flow tidy(days: u32 = 30) -> u32 { days }

export flow plain() -> u32 { 1 }
"""
SHOWN = """\
  order: func(id: u64, after: option<string>) -> u64
      Reads an order.
      GET /orders/{id}
      DELETE /orders/{id}
      subject orders.read
  tidy: func(days: u32) -> u32
      every 90000 ms
      cron 0 3 * * mon-fri
  plain: func() -> u32
"""


@pytest.fixture(name="orders")
def _orders(workshop: Workshop) -> Workshop:
    Path(workshop.folder, "orders.flow").write_text(FLOW, encoding="utf-8")
    workshop.well(
        "flowc",
        "build",
        "orders.flow",
        "--key",
        "flowc.key",
        "--portable",
        "--output",
        "orders.flowpack",
    )
    return workshop


def test_inspect_shows_what_runs_each_flow(orders: Workshop) -> None:
    assert SHOWN in orders.well("flowrt", "inspect", "orders.flowpack")
    facts = json.loads(orders.well("flowrt", "inspect", "orders.flowpack", "--json"))
    order, tidy, plain = facts["flows"]
    assert order["routes"] == [
        {"method": "get", "path": "/orders/{id}"},
        {"method": "delete", "path": "/orders/{id}"},
    ]
    assert order["triggers"] == [{"kind": "subject", "text": "orders.read"}]
    assert tidy["triggers"] == [
        {"kind": "every", "ms": 90_000},
        {"kind": "cron", "text": "0 3 * * mon-fri"},
    ]
    assert (tidy["routes"], plain["routes"], plain["triggers"]) == ([], [], [])


def test_as_a_command_it_runs_as_any_other(orders: Workshop) -> None:
    said = orders.well(
        "flowrt", "run", "orders.flowpack", "order", "--trust", "trust.toml", "--id", "6"
    )
    assert json.loads(said) == 6
