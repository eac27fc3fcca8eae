"""The command line: arguments, files, keys, exit codes; the only place with input and output.

Exit codes: 0 well, 1 a mistake in what was given, 2 usage, 3 an archive was refused, 4 a flow
faulted, 70 a fault of flowc itself.
"""

import gc

gc.disable()  # modules are no garbage, and to look for some takes a tenth of a start
from flowc.cli.main import main  # noqa: E402 - see above

gc.freeze()
gc.enable()

__all__ = ["main"]
