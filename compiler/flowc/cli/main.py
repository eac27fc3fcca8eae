"""What `flowc` is: words are read, and a run is made of them.

What a run needs is imported once the words are understood, so that help comes at once.
"""

import os
import sys
from collections.abc import Sequence

from flowc.cli.arguments import parser

INTERRUPTED = 130
OF_THE_STUB = ("run", "serve", "work", "deploy")
"""Commands that are looked for here and are flowrt's."""
SHARED = ("inspect", "verify")
"""Commands of both, all of whose words flowrt reads."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code, also where it is interrupted before it runs."""
    try:
        return _main(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:  # of help, which stdout does not take
        from flowc.cli.ends import refused  # noqa: PLC0415 - see above

        return refused(error)


def _main(arguments: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    known = parser()
    if words and words[0] in OF_THE_STUB:
        known.error(f"`{words[0]}` is a command of flowrt: `flowrt {words[0]} ARCHIVE`")
    if sys.stderr is None:  # else what is for people would go to stdout
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - to the end
    own = words[:1] if words[:1] and words[0] in SHARED else words
    args = known.parse_args(own)
    args.rest = words[len(own) :]
    from flowc.cli.ends import run  # noqa: PLC0415 - see above

    return run(args)
