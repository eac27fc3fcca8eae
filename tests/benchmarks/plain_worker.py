"""A worker as one would write it with nats-py alone: doubles a number, stores it, acknowledges.

`python -m tests.benchmarks.plain_worker URL STREAM SUBJECT`: takes messages in batches, as the
library does, and answers each on `SUBJECT.ID`. What it does not do is said in the README beside.
"""

import asyncio
import json
import sys

import nats
from nats.aio.msg import Msg
from nats.js.client import JetStreamContext

BATCH = 64


async def main(url: str, stream: str, subject: str) -> None:
    """Work for ever."""
    client = await nats.connect(url)
    jetstream = client.jetstream()
    queue = await jetstream.pull_subscribe("", durable="workers", stream=stream)
    print("ready", flush=True)
    while True:
        try:
            messages = await queue.fetch(BATCH, timeout=1)
        except TimeoutError:
            continue
        await asyncio.gather(*[_settle(jetstream, subject, message) for message in messages])


async def _settle(jetstream: JetStreamContext, subject: str, message: Msg) -> None:
    given = json.loads(message.data)
    name = (message.headers or {})["Nats-Msg-Id"]
    answer = json.dumps(given["n"] * 2).encode()
    await jetstream.publish(f"{subject}.{name}", answer)
    await message.ack()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
