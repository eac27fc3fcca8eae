"""From a compiled package to the bytes of its archive: native code for this machine, and seals.

`flowc build` has more ways to end, and does the same in its own steps.
"""

from collections.abc import Sequence

from flowc.cli.compiling import compile_here
from flowc.cli.errors.builds import NotCompilable
from flowc.cli.session import Session
from flowc.origin import Request, whole
from flowc.pipeline import Compiled
from flowc.seal import write
from flowc.seal.sign import SigningKey
from flowrt.archive.format import Input
from flowrt.engine import engine
from flowrt.target import this_target


def sealed(  # noqa: PLR0913 - all that decides, given by whoever reads the command line
    session: Session,
    compiled: Compiled,
    request: Request,
    keys: Sequence[SigningKey],
    *,
    portable: bool,
    inputs: tuple[Input, ...] | None = None,
) -> bytes:
    """Compile native code for this machine unless it is to be portable, and seal; reports F027."""
    setup = request.limits.setup
    try:
        made = None if portable else compile_here(compiled.component, keys, setup)
    except engine.EngineError as error:
        raise session.report.fail(NotCompilable(str(error))) from None
    natives = {} if made is None else {this_target(): made.native}
    new = whole(compiled, natives, engine.host(setup).engine, request, inputs)
    documents = new.documents
    return write(new.plan, new.component, natives, new.manifest, keys, documents=documents).data
