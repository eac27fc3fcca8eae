"""One application, then the same archives taken apart: `python -m samples.checkout.scale`.

Builds three archives once. Runs orders in one process first; then, without building anything again,
its fraud part as a microservice and its pricing as a dozen workers on a queue, all on the loopback.
Sends orders, kills workers at random meanwhile, and checks that each order came out exactly once,
as plain Python has it.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig
from samples.checkout import reference
from samples.checkout.fleet import SCRIPTS, Fleet, Server
from samples.checkout.orders import orders

import flowrt
from flowrt.app import App

HERE = Path(__file__).resolve().parent
PARTS = ("pricing", "fraud", "checkout")
SUBJECT = "flow.shop.checkout.order"
SEED = 7
BATCH = 512


@dataclass(frozen=True)
class Scale:
    """How many orders and workers, and when some are killed.

    One is each `pause` seconds, or where that is 0, `kills` of them while orders are sent.
    """

    orders: int = 10_000
    pricing: int = 12
    fraud: int = 2
    checkout: int = 3
    pause: float = 3.0
    kills: int = 0
    patience: float = 1800.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    seconds: float
    killed: dict[str, int]
    results: dict[str, Any]
    doubled: int
    dead: int
    left: int


def build(folder: Path) -> None:
    """Build and sign the three archives."""
    _flowc("keygen", str(folder / "shop.key"), "--trust", str(folder / "trust.toml"))
    for part in PARTS:
        target = str(folder / f"{part}.flowpack")
        flow = str(HERE / f"{part}.flow")
        _flowc("build", flow, "--key", str(folder / "shop.key"), "--output", target)


def _flowc(*words: str) -> None:
    subprocess.run([str(SCRIPTS / "flowc"), *words], check=True, stderr=subprocess.DEVNULL)


def in_one_process(folder: Path) -> App:
    """Open the application with its parts inside."""
    trust = folder / "trust.toml"
    parts = {part: flowrt.open(folder / f"{part}.flowpack", trust) for part in PARTS[:2]}
    return flowrt.open(folder / "checkout.flowpack", trust, services=parts)


def scaled(folder: Path, scale: Scale) -> Outcome:
    """Run the application in pieces, and collect what came out."""
    server = Server(Path(tempfile.mkdtemp(prefix="nats-", dir=folder)))
    fleet = Fleet(folder, server.url, SEED)
    try:
        where = server.url.removeprefix("nats://")
        bound = ["--bind", f"pricing=queue://{where}/shop:pricing"]
        bound += ["--bind", f"fraud=nats://{where}/shop:fraud"]
        fleet.start("pricing", scale.pricing, "--only", "queues")
        fleet.start("fraud", scale.fraud, "--only", "service")
        fleet.start("checkout", scale.checkout, "--only", "queues", "--concurrency", "8", *bound)
        outcome = asyncio.run(_run(server.url, fleet, scale))
        fleet.stop()
        return outcome
    finally:
        fleet.close()
        server.stop()


async def _run(url: str, fleet: Fleet, scale: Scale) -> Outcome:
    client = await nats.connect(url)
    await _until(client, fleet, f"{SUBJECT}.in")
    began = time.monotonic()
    killing = asyncio.create_task(_kill(fleet, scale.pause))
    await _send(client, fleet, scale)
    while (done := await _count(client, f"{SUBJECT}.done")) < scale.orders:
        dead = await _count(client, f"{SUBJECT}.dead")
        _progress(f"{done} of {scale.orders}, {sum(fleet.killed.values())} killed ")
        fleet.see_to()
        if dead or time.monotonic() - began > scale.patience:
            break
        await asyncio.sleep(0.2)
    killing.cancel()
    seconds = time.monotonic() - began
    _progress("")
    results, doubled = await _results(client)
    left, dead = await _count(client, f"{SUBJECT}.in"), await _count(client, f"{SUBJECT}.dead")
    await client.close()
    return Outcome(seconds, dict(fleet.killed), results, doubled, dead, left)


def _progress(text: str) -> None:
    """Show how far it is, where a person looks on."""
    if sys.stderr.isatty():
        print(f"\r{text:<60}", end="" if text else "\r", file=sys.stderr)


async def _until(client: Client, fleet: Fleet, subject: str) -> None:
    """Wait until a worker has made its queue."""
    while True:
        fleet.see_to()
        try:
            await _count(client, subject)
        except nats.js.errors.NotFoundError:
            await asyncio.sleep(0.05)
        else:
            return


async def _send(client: Client, fleet: Fleet, scale: Scale) -> None:
    jetstream = client.jetstream()
    part = scale.orders // (scale.kills + 1)
    sent = []
    for number, order in enumerate(orders(scale.orders, SEED), 1):
        headers = {"Nats-Msg-Id": f"order-{number - 1}"}
        data = json.dumps(order).encode()
        sent.append(await jetstream.publish_async(f"{SUBJECT}.in", data, headers=headers))
        is_between = number % part == 0 and number // part <= scale.kills
        if len(sent) == BATCH or is_between:
            await asyncio.gather(*sent)
            sent.clear()
        if is_between:
            await asyncio.to_thread(fleet.kill_one)
    await asyncio.gather(*sent)


async def _kill(fleet: Fleet, pause: float) -> None:
    while pause:
        await asyncio.sleep(pause)
        await asyncio.to_thread(fleet.kill_one)


async def _count(client: Client, subject: str) -> int:
    info = await client.jetstream().stream_info(subject.replace(".", "_"))
    return info.state.messages


async def _results(client: Client) -> tuple[dict[str, Any], int]:
    """Read every result that there is; also return how many were there twice."""
    left = count = await _count(client, f"{SUBJECT}.done")
    config = ConsumerConfig(ack_policy=AckPolicy.NONE)
    read = await client.jetstream().pull_subscribe(f"{SUBJECT}.done.*", config=config)
    results: dict[str, Any] = {}
    while left:
        for message in await read.fetch(min(BATCH, left), timeout=30):
            results[message.subject.rpartition(".")[2]] = json.loads(message.data)
            left -= 1
    return results, count - len(results)


def mistakes(outcome: Outcome, count: int) -> list[str]:
    """Return what is wrong with what came out, nothing if all is well."""
    found = []
    for number, order in enumerate(orders(count, SEED)):
        result = outcome.results.get(f"order-{number}")
        expected = reference.order(**order)
        if result != expected:
            found.append(f"order-{number}: expected {expected}, found {result}")
    found += [f"{outcome.doubled} came out twice"] if outcome.doubled else []
    found += [f"{outcome.dead} failed"] if outcome.dead else []
    return found + ([f"{outcome.left} are still waiting"] if outcome.left else [])


def main() -> int:
    """Run all of it; return 1 if an order is lost, doubled or wrong."""
    parser = argparse.ArgumentParser(description="Scale one application out, and kill parts of it.")
    parser.add_argument("--orders", type=int, default=Scale.orders)
    parser.add_argument("--pricing", type=int, default=Scale.pricing, help="workers on the queue")
    parser.add_argument("--pause", type=float, default=Scale.pause, help="seconds between kills")
    given = parser.parse_args()
    scale = Scale(given.orders, given.pricing, pause=given.pause)
    with tempfile.TemporaryDirectory(prefix="checkout-") as name:
        folder = Path(name)
        build(folder)
        print(f"one process: {one_process(folder, min(scale.orders, 1000)):.0f} orders a second")
        outcome = scaled(folder, scale)
    wrong = mistakes(outcome, scale.orders)
    print(*wrong[:20], sep="\n", end="\n" if wrong else "")
    killed = ", ".join(f"{count} of {role}" for role, count in sorted(outcome.killed.items()))
    rate = scale.orders / outcome.seconds
    print(f"in pieces: {scale.orders} orders in {outcome.seconds:.1f} s ({rate:.0f} a second)")
    print(f"killed: {killed or 'none'}; lost, doubled or wrong: {len(wrong)}")
    return int(bool(wrong))


def one_process(folder: Path, count: int) -> float:
    """Run orders inside one process; return how many a second. Raises if one is wrong."""
    app = in_one_process(folder)
    began = time.monotonic()
    for order in orders(count, SEED):
        result = app.call("order", order)
        if result != reference.order(**order):
            raise RuntimeError(f"{order} gave {result}")
    return count / (time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
