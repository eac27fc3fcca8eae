"""What `flowrt work` and what asks for its transactions can say: R530 and up."""

from __future__ import annotations

from flowrt.problems.report import Fault, Problem


class NoQueueServer(Problem):
    """The NATS server cannot be reached, or does not let us in.

    ```
    flowrt work shop.flowpack --nats nats://127.0.0.1:4222
    ```
    """

    code = "R530"
    title = "the NATS server cannot be used"
    help = "start it, or correct `--nats`; `nats://user:password@host:port` names who connects"

    def __init__(self, place: str, found: str) -> None:
        super().__init__(place, ("found", found))


class NoQueue(Problem):
    """A stream or consumer of the queue cannot be made, or is there and is of another kind.

    The server needs JetStream (`nats-server --jetstream`). A stream that has one of our names must
    keep our subjects: `flow_acme_shop_price_in` the subject `flow.acme.shop.price.in`, as a work
    queue.
    """

    code = "R531"
    title = "the queue cannot be used"
    help = "start the server with `--jetstream`; remove or rename a stream that stands in the way"

    def __init__(self, place: str, expected: str, found: str) -> None:
        super().__init__(place, ("expected", expected), ("found", found))


class WorkerLost(Fault):
    """Each worker that began this message ended before it was done with it.

    Either the message brings its worker down, by using up its memory for example, or workers were
    stopped by force as often as `--max-deliver` says.
    """

    code = "R532"
    title = "no worker has survived this message"
    help = "look for what ended the workers; `flowrt transactions resume` tries it again"


class OutcomeTooLarge(Fault):
    """The outcome is larger than the server takes as one message.

    `max_payload` in the server's configuration says how much that is; 1 MiB unless it says so.
    """

    code = "R533"
    title = "the result is too large for the queue"
    help = "raise the server's `max_payload`, or have the flow give less"


class NotInstalled(Problem):
    """A part of flowrt was asked for whose libraries are not installed."""

    code = "R534"
    title = "a library is missing"
    help = "install flowc with the extra that is named"

    def __init__(self, library: str, extra: str = "work") -> None:
        super().__init__("", ("missing", library), ("extra", f"pip install 'flowc[{extra}]'"))


class NoTransaction(Problem):
    """Nothing is known of a transaction of this id.

    A flow that waits is known from when it is begun until its result is stored; another one only
    once its message was delivered twice, or failed.

    ```
    flowrt transactions list
    ```
    """

    code = "R535"
    title = "there is no such transaction"
    help = "`flowrt transactions list` shows those that there are"

    def __init__(self, place: str, found: str) -> None:
        super().__init__(place, ("found", found))


class Cancelled(Fault):
    """The transaction was cancelled by `flowrt transactions cancel`; its message is kept."""

    code = "R536"
    title = "the transaction was cancelled"
    help = "`flowrt transactions resume` goes on with it after all"


class NotNow(Problem):
    """A transaction is not in a state in which this can be done with it.

    One that runs cannot be resumed, and one whose result is being stored cannot be cancelled.
    """

    code = "R537"
    title = "this cannot be done with the transaction now"
    help = "see `flowrt transactions show`"

    def __init__(self, place: str, expected: str, found: str) -> None:
        super().__init__(place, ("expected", expected), ("found", found))
