"""F64x: what can keep a flow from becoming JavaScript; none has a place in a source.

Functions of this stage raise `flowc.text.report.Stopped` with one of these in its report.
"""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless


@dataclass(frozen=True, slots=True)
class NotFetched(Placeless):
    """A package of npm's that `--target web` needs could not be had, or is not the pinned one.

    The transpiler, and what components that ask for the clock or for random numbers are given in a
    page, are such packages. They are fetched on first use from npm's public registry, or from the
    one that `npm_config_registry` names, and then kept in the user's cache. On a machine without a
    network, name a folder with copies of them:

    ```
    npm pack @bytecodealliance/jco-transpile@0.15.0
    npm pack @bytecodealliance/preview2-shim@0.26.1
    FLOWC_NPM=. flowc build shop.flow --target web
    ```

    Wherever one comes from, it is used only if its digest is the one that this flowc names.
    """

    code = "F640"
    title = "a package that JavaScript needs cannot be had"
    where: str
    expected: str
    found: str

    @property
    def label(self) -> str:
        """Say from where it was to come, and what came."""
        return f"`{self.where}`: expected {self.expected}, found {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (
            Help("let this machine reach the registry once, or have `FLOWC_NPM` name a folder"),
        )


@dataclass(frozen=True, slots=True)
class NotTranspiled(Placeless):
    """The transpiler refuses the component that the flow was compiled to.

    It reads components of WASI 0.2; newer features that a component in the flow uses may be unknown
    to it. This writes the component that it was given:

    ```
    flowc build shop.flow --emit wasm --output shop.wasm
    ```
    """

    code = "F641"
    title = "this component cannot be made into JavaScript"
    reason: str

    @property
    def label(self) -> str:
        """Give the transpiler's reason."""
        return self.reason

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("build an archive instead, without `--target web`, or report this to flowc"),)


@dataclass(frozen=True, slots=True)
class NotInAPage(Placeless):
    """A component of the flow was granted something that no page can give it.

    In a page components may read the clock, draw random numbers, print to the console, see an empty
    environment and use files that are only in memory. They cannot open connections, since a page
    waits for none; have the flow ask a service instead, which a page reaches by `fetch`:

    ```
    use rates from "rates.wit" as service;
    ```
    """

    code = "F642"
    title = "a component needs what a page cannot give"
    interface: str

    @property
    def label(self) -> str:
        """Name what it asks for."""
        return f"it imports `{self.interface}`"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("use a service in its place, or leave the capability out of `needs`"),)


@dataclass(frozen=True, slots=True)
class NotKept(Placeless):
    """The build sets a limit that no page can keep, so a module would promise what it does not do.

    JavaScript's engines count neither instructions nor the memory of several modules together, and
    have a stack of their own. What they keep is the size of each memory and of each table, what
    goes in and comes out, and a time, which cuts short what runs in a thread:

    ```
    flowc build shop.flow --target web --limit memory_bytes=64M --limit wall_ms=2s
    ```

    An archive that is built without `--target web` may have all limits; `flowrt` keeps them.
    """

    code = "F643"
    title = "a limit is set that no page can keep"
    limit: str

    @property
    def label(self) -> str:
        """Name the limit."""
        return f"`{self.limit}` is kept where flowrt runs the flow, and not by JavaScript"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("set `wall_ms` and `memory_bytes` instead, or build for the web without it"),)
