"""`flowrt` as a process whose archives are verified, or not: `begin.py HOW run ARCHIVE ..`.

HOW is `verified`, or `unverified` for a start that reads the same file, takes its header and plan
for true and loads the same code: what verifying costs is the difference. There is no such way in
`flowrt` itself, so this reaches inside.
"""

import sys

from flowrt import __main__ as command
from flowrt import load, verify
from flowrt.archive.archive import open_archive, read_contents
from flowrt.plan.plan import read_plan
from flowrt.trust.policy import Publisher, Trust


def unverified(path: str, *_: object) -> verify.VerifiedArchive:
    """Return an archive as verified that was only read."""
    contents = read_contents(open_archive(load.read(path)))
    plan = read_plan(bytes(contents.view(contents.header.blob("plan"))))
    anyone = Publisher("anyone", (), ("*",))
    made = verify._MADE_HERE
    return verify.VerifiedArchive(contents, plan, "", anyone, (), Trust(()), made)


if __name__ == "__main__":
    how, *words = sys.argv[1:]
    if how == "unverified":
        load.load = unverified  # type: ignore[assignment]  # what it is here for
    sys.exit(command.main(words))
