"""`flowrt work`: its options and its help; `flowrt.cli.working` does the work.

Takes the words after `work`, gives the exit code. Nothing heavy is imported for help alone.
"""

from flowrt.cli.hosting import asked
from flowrt.cli.options import Option
from flowrt.cli.rights import OPTIONS as RIGHTS
from flowrt.cli.servers import NATS
from flowrt.cli.terms import OPTIONS as TERMS

OPTIONS = (
    NATS,
    Option("concurrency", "N", "transactions of a flow that run at once (4)"),
    Option("prefetch", "N", "messages of a flow that it has at once, at most (8 times as many)"),
    Option("ack-wait", "SECONDS", "after which the message of a dead worker goes to another (30)"),
    Option("max-deliver", "N", "how often a message is begun before it is given up (5)"),
    Option("dedupe", "SECONDS", "in which a message with the same Nats-Msg-Id is the same (120)"),
    Option("keep", "SECONDS", "how long results are kept (604800, a week)"),
    Option(
        "only",
        "queues|service",
        "work on queues only, or answer requests only",
        ("queues", "service"),
    ),
    Option("until-empty", "", "end when nothing is left in the queues"),
    Option("metrics", "[HOST:]PORT", "show counts to Prometheus over HTTP; HOST is 127.0.0.1"),
    Option("traces", "URL", "send traces to this OpenTelemetry collector, by OTLP over HTTP"),
    *TERMS,
    *RIGHTS,
    Option("json", "", "messages on stderr as JSON lines"),
    Option("help", "", "show this"),
)
USAGE = """\
usage: flowrt work ARCHIVE [FLOW ...] [OPTION ...]

Verifies an archive and works on the queues of its flows, or of those that are named, until it is
told to stop. A message for `acme:shop/price` is a JSON object of parameters, sent to the subject
`flow.acme.shop.price.in`; the header Nats-Msg-Id is its id. Its result is at
`flow.acme.shop.price.done.ID`, or it stands at `flow.acme.shop.price.dead.ID` with the header
Flow-Problem. A request to `flow.acme.shop.price` is answered at once, by the NATS micro services
protocol. Any number of workers share a queue. SIGTERM and SIGINT finish what runs.

{options}

exit codes: 0 well; 1 the server cannot be used; 2 usage; 3 the archive is refused; 70 a mistake
of flowrt; 130 interrupted twice"""


def work(argv: list[str]) -> int:
    """Run the command; return its exit code. Raises `Problem`."""
    words = asked(argv, "work", OPTIONS, USAGE)
    if words is None:
        return 0
    from flowrt.cli.working import work_on  # noqa: PLC0415 - help needs none of it

    return work_on(words)
