"""The command `flowc`, which is `python -m flowc` as well.

What it is takes some hundredths of a second to import, in which it may be interrupted already.
"""

import sys

INTERRUPTED = 130


def main() -> int:
    """Run the process's own command line; return the exit code."""
    try:
        from flowc.cli import main as run  # noqa: PLC0415 - see above

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
    except RuntimeError as error:  # as which Python tells of one while it makes a class
        if isinstance(error.__cause__, KeyboardInterrupt):
            return INTERRUPTED
        raise


if __name__ == "__main__":
    sys.exit(main())
