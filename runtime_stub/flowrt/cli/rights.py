"""The options that say how an archive's flows run here, for every command that runs them.

`flowrt.cli.opened` makes a runner of what they say.
"""

from __future__ import annotations

from flowrt.cli.options import Option

LOGIN = Option(
    "nats-login",
    "FILE",
    "who connects to NATS servers, and who vouches for them; or $FLOWRT_NATS_LOGIN",
)
OPTIONS = (
    Option("timeout", "SECONDS", "stop a transaction that runs longer"),
    Option(
        "limit",
        "NAME=BOUND",
        "narrow a limit of the archive: memory_bytes=64M, wall_ms=2s, fuel=1000000",
        repeats=True,
    ),
    Option(
        "isolation",
        "call|stream",
        "an instance for each transaction (call), or one for the whole stream",
        ("call", "stream"),
    ),
    Option(
        "allow",
        "WHAT",
        "what the archive may touch: clock, env:NAME, files:FOLDER=read, all; SERVICE/clock where"
        " another one is bound",
        repeats=True,
    ),
    Option("deny", "WHAT", "what it may never touch; and $FLOWRT_DENY", repeats=True),
    Option(
        "fixed",
        "WHAT",
        "give fixed values instead of real ones: clock, clock=TIME, random, random=SEED",
        repeats=True,
    ),
    Option("rules", "FILE", "what packages may do here; without it, $FLOWRT_RULES"),
    Option(
        "bind",
        "NAME=TARGET",
        "who answers for a service: the path of an archive or component, http://HOST, map:FILE, nats://HOST/PACKAGE,"
        ' queue://HOST/PACKAGE; or FILE.toml, with a line NAME = "TARGET" for each',
        repeats=True,
    ),
    Option(
        "breaker",
        "NAME=NUMBERS",
        "when a bound service is left alone, instead of what flows say: fraud='failures 10 open"
        " 5s', fraud=off",
        repeats=True,
    ),
    LOGIN,
    Option("folder", "NAME=PATH", "where a folder lies that the archive names", repeats=True),
    Option(
        "big-integers",
        "number|string",
        "how integers of 64 bits are written: as numbers, or as strings of digits",
        ("number", "string"),
    ),
)
