"""What `flowc` is: words are read, and a run is made of them.

What a run needs is imported once the words are understood, so that help comes at once.
"""

import sys
from collections.abc import Sequence

from flowc.cli.arguments import parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    args = parser().parse_args(list(sys.argv[1:] if arguments is None else arguments))
    from flowc.cli.ends import run  # noqa: PLC0415 - see above

    return run(args)
