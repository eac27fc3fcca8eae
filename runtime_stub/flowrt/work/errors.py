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
    help = "start it, or correct `--nats`"

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
    """A result, or what is to be remembered of a transaction, is larger than a message may be.

    `max_payload` in the server's configuration says how much that is; 1 MiB unless it says so.
    """

    code = "R533"
    title = "what came of it is too large for a message"
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


class BadLogin(Problem):
    """A file says who connects to a NATS server and who vouches for it, in TOML.

    ```
    ca = "ca.pem"
    credentials = "worker.creds"

    [servers."nats.example.com:4222"]
    user = "fraud"
    password = "${FRAUD_PASSWORD}"
    ```

    There are `ca`, `certificate` with `key`, `tls` ("required", or "first" where the server speaks
    only when it is encrypted), and one of `credentials`, `nkey`, `user` with `password`, and
    `token`. The table of a server holds for it instead of what stands above.
    """

    code = "R540"
    title = "what says who connects to NATS is not well"
    help = "correct it at the named place; no server was asked"

    def __init__(self, place: str, expected: str, found: str) -> None:
        super().__init__(place, ("expected", expected), ("found", found))


class ServerNotProven(Problem):
    """A connection to a NATS server is encrypted, and the server proves by a certificate who it is.

    Its certificate must be from whom `ca` names in the file of `--nats-login`, or from one whom the
    system knows, must be valid now, and for the name in the address. Where the file demands
    encryption, a server that does not offer it is told nothing.

    ```
    ca = "ca.pem"
    ```
    """

    code = "R541"
    title = "the NATS server does not prove who it is"
    help = "correct the address, or `ca` in the file of `--nats-login`; nothing was told to it"

    def __init__(self, place: str, found: str) -> None:
        super().__init__(place, ("found", found))


class NotAdmitted(Problem):
    """The NATS server knows nobody who connects so: a wrong password, key or certificate, or none.

    ```
    flowrt work shop.flowpack --nats nats://nats.example.com --nats-login nats.toml
    ```
    """

    code = "R542"
    title = "the NATS server does not let us in"
    help = "correct who connects in the file of `--nats-login`; `flowc explain R540` shows one"

    def __init__(self, place: str, found: str) -> None:
        super().__init__(place, ("found", found))


class NotPermitted(Problem):
    """The NATS server lets us in, but not send to a subject or listen to one that this needs.

    What workers of `acme:shop` need begins with `flow.acme.shop.`, `$JS.API.`, `$JS.ACK.`,
    `$KV.flow_acme_shop_`, `$SRV.` or `_INBOX.`; the user's `permissions` in the server's
    configuration must allow them.
    """

    code = "R543"
    title = "the NATS server does not permit this"
    help = "have the server permit it; what was not done is done by workers that may"

    def __init__(self, place: str, found: str) -> None:
        super().__init__(place, ("found", found))


class Exposed(Problem):
    """A password on a command line is seen by everybody who may list processes, and is kept.

    Put it in a file that `--nats-login` names, or have `$NATS_URL` hold the whole address.

    ```
    NATS_URL=nats://me:secret@nats.example.com flowrt work shop.flowpack
    ```
    """

    code = "R544"
    exit_code = 2
    title = "a password stands on the command line"
    help = "put it in a file for `--nats-login`, or the address in `$NATS_URL`; change it, too"

    def __init__(self, place: str) -> None:
        super().__init__(place)


class NotShown(Problem):
    """A worker cannot show its counts: the address is in use, not this machine's, or not allowed.

    ```
    flowrt work shop.flowpack --metrics 9464
    ```

    Port 0 takes a free one, and the worker says which.
    """

    code = "R545"
    title = "the counts cannot be shown at this address"
    help = "give `--metrics` another one; nothing was taken from the queue"

    def __init__(self, place: str, found: str) -> None:
        super().__init__(place, ("found", found))
