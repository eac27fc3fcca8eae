"""The command line: arguments, files, keys, exit codes; the only place with input and output.

Exit codes: 0 well, 1 a mistake in what was given, 2 usage, 3 an archive was refused, 4 a flow
faulted, 70 a fault of flowc itself.
"""

from flowc.cli.main import main

__all__ = ["main"]
