"""F64x: what can keep a flow from becoming JavaScript; none has a place in a source.

Functions of this stage raise `flowc.text.report.Stopped` with one of these in its report.
"""

from dataclasses import dataclass

from flowc.text.diagnostic import Diagnostic, Help, Placeless
from flowc.text.report import Report, Stopped


def stop(diagnostic: Diagnostic) -> Stopped:
    """Return what to raise for a mistake that nothing can follow."""
    return Report().fail(diagnostic)


@dataclass(frozen=True, slots=True)
class NoTranspiler(Placeless):
    """The transpiler that `--target web` needs could not be had, or is not the one that is pinned.

    It is a part of an npm package, which is fetched on first use from npm's public registry, or
    from the one that `npm_config_registry` names, and then kept in the user's cache. On a machine
    without a network, name a copy of its tarball:

    ```
    npm pack @bytecodealliance/jco-transpile@0.15.0
    export FLOWC_TRANSPILER=bytecodealliance-jco-transpile-0.15.0.tgz
    flowc build shop.flow --target web
    ```

    Whatever it comes from, it is used only if its digest is the one that this flowc names.
    """

    code = "F640"
    title = "the transpiler for JavaScript cannot be had"
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
            Help("let this machine reach the registry once, or set `FLOWC_TRANSPILER` to a copy"),
        )


@dataclass(frozen=True, slots=True)
class NotTranspiled(Placeless):
    """The transpiler refuses the component that the flow was compiled to.

    It reads components of WASI 0.2; newer features that a component in the flow uses may be unknown
    to it. `flowc build shop.flow --emit wasm` writes the component that it was given.
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
