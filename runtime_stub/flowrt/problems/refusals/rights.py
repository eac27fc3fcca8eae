"""What may be touched, asked and run on: R212 to R215, R221, R223, R465, R466."""

from __future__ import annotations

from flowrt.problems.report import Problem, Refused


class NotAllowed(Refused):
    """The archive may touch something outside that the operator did not allow.

    An archive's signed header lists its capabilities: `clock`, `env`, `files`, `http`, `random`,
    `sockets` and `stdio`, some narrowed to a name, a host or a folder. Each must be allowed when
    it is run: `flowrt run ARCHIVE --allow clock`, once for each, or `--allow all`. What
    `--deny` or a rule denies, nothing allows: an archive that needs a part of it is refused.
    """

    code = "R212"
    title = "the archive needs what was not allowed"
    rule = "FORMAT 3.3"
    help = "allow it with `--allow NAME`, if the publisher may have it; nothing in it was run"


class HiddenImport(Refused):
    """The archive's component imports something that the signed header does not list.

    What a component can reach is decided by what it imports, so the two must agree.
    """

    code = "R213"
    title = "the component imports more than the archive lists"
    rule = "FORMAT 3.3"
    help = "build it again with flowc; nothing in it was run"


class NotBound(Refused):
    """A flow of the archive calls a service, and nothing was named that answers for it.

    ```
    flowrt run shop.flowpack checkout --bind fraud=fraud.flowpack
    ```

    From Python it is `flowrt.open("shop.flowpack", trust, services={"fraud": ..})`. An archive that
    is bound so, and calls services itself, is served with these bound, and the server is bound.
    """

    code = "R214"
    title = "a service is not bound"
    rule = "FORMAT 7.5"
    help = "bind it with `--bind NAME=TARGET`; nothing in the archive was run"


class Unfit(Refused):
    """What was named to answer for a service cannot, or there is no service of that name.

    An archive answers with its exported flows: for each function one of that name, with the same
    parameters, or more that may be left out, and the same result. A server is known by its host
    and port, a package behind it by its name; what is no such address is refused before anything
    runs, and so is a server whose signature cannot be read.
    """

    code = "R215"
    title = "a binding does not fit"
    rule = "FORMAT 7.5"
    help = "bind an archive that has a flow of the expected type for each function"

    def __init__(
        self,
        place: str,
        *,
        expected: str = "",
        found: object = "",
        help: str = "",  # noqa: A002 - the field's name
    ) -> None:
        super().__init__(place, expected=expected, found=found)
        self.help = help or Unfit.help  # type: ignore[misc]  # here it depends on what was found


class BadRules(Refused):
    """The operator's file of rules is not TOML, or a field is missing, unknown or wrong.

    ```toml
    [[rule]]
    packages = ["acme:*"]
    allow = ["clock", "files:data=read"]
    deny = ["sockets"]
    folders = { data = "/srv/data" }
    limits = { wall_ms = 1000 }
    ```
    """

    code = "R221"
    title = "the file of rules is malformed"
    rule = "FORMAT 6.7"
    help = "correct the named line or field; until then nothing runs under it"


class CannotAsk(Refused):
    """An executable holds an archive with flows that ask services.

    `flowc build --target exe` does not make one; the archive itself runs with `flowrt run`.
    """

    code = "R223"
    title = "an executable cannot ask services"
    rule = "FORMAT 7.5"
    help = "run the archive with `flowrt run`"


class EngineNotInstalled(Problem):
    """An executable that was built with `--thin` found no engine to run on.

    It needs the engine's library of exactly the version that it was built for, which
    `flowrt engine` puts where executables look for it. `FLOWRT_ENGINE` names it elsewhere:

    ```
    flowrt engine
    FLOWRT_ENGINE=/opt/engines/libwasmtime.so ./app
    ```
    """

    code = "R465"
    title = "the engine that this executable needs is not installed"
    rule = "FORMAT 5.4"
    help = "install flowc of the version that built it, and run `flowrt engine`"
    exit_code = 70


class EngineChanged(Refused):
    """The engine's library is not the one that an executable was built for.

    It is held to its SHA-256 at each start, as it would run with all rights of the executable, and
    must be a file that nobody else can change:

    ```
    chmod go-w ~/.local/share/flowrt/engines/*
    ```
    """

    code = "R466"
    title = "the engine's library is not the one that this executable was built for"
    rule = "FORMAT 5.4"
    help = "run `flowrt engine` to put a sound one there"
