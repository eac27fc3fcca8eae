"""`flowrt transactions`: its options and its help; `flowrt.cli.transacting` does the work.

Takes the words after `transactions`, gives the exit code. Nothing heavy is imported for help.
"""

from flowrt.cli.options import Option, Usage, listed, split, unknown
from flowrt.cli.rights import LOGIN
from flowrt.cli.servers import NATS
from flowrt.problems.say import say

OPTIONS = (
    NATS,
    LOGIN,
    Option("json", "", "a JSON object for each transaction, and messages as JSON lines"),
    Option("help", "", "show this"),
)
USAGE = """\
usage: flowrt transactions list [PACKAGE[/FLOW]]      what runs, sleeps or failed
       flowrt transactions show PACKAGE/FLOW ID       one of them, with all that is known
       flowrt transactions resume PACKAGE/FLOW ID     go on with one that failed or sleeps
       flowrt transactions cancel PACKAGE/FLOW ID     give one up; its message is kept

A transaction goes on from the last call that is done, at whatever worker is there.

{options}"""
COMMANDS = {"list": (0, 1), "show": (2, 2), "resume": (2, 2), "cancel": (2, 2)}
"""How many words follow each, at least and at most."""


def transactions(argv: list[str]) -> int:
    """Run the command; return its exit code. Raises `Problem`."""
    words = split(argv, OPTIONS)
    if "help" in words.options:
        say(USAGE.format(options=listed([(str(o), o.help) for o in OPTIONS])))
        return 0
    if not words.rest:
        raise Usage("transactions and nothing after it", f"add one of {', '.join(COMMANDS)}")
    name, *rest = words.rest
    if name not in COMMANDS:
        raise unknown(name, list(COMMANDS))
    least, most = COMMANDS[name]
    if not least <= len(rest) <= most:
        words_of = "PACKAGE/FLOW ID" if most > 1 else "[PACKAGE[/FLOW]]"
        raise Usage(" ".join(words.rest), f"write flowrt transactions {name} {words_of}")
    from flowrt.cli.transacting import transact  # noqa: PLC0415 - help needs none of it

    return transact(name, rest, words.options)
