"""`flowrt run`: its options and its help; `flowrt.cli.running` does the work.

Takes the words after `run`, gives the exit code. Nothing heavy is imported for help alone.
"""

from flowrt.cli.options import Option, Usage, listed, split
from flowrt.cli.rights import OPTIONS as RIGHTS
from flowrt.cli.terms import OPTIONS as TERMS
from flowrt.problems.say import say

OPTIONS = (
    *TERMS,
    *RIGHTS,
    Option(
        "audit", "FILE", "append a JSON line: what ran, what it was granted and used, how it ended"
    ),
    Option("lines", "", "a JSON text on each line in, the result on the same line out"),
    Option("into", "PARAM", "lines are values of this parameter; `-`: whole objects of parameters"),
    Option("input", "FILE", "read the lines from a file, not stdin"),
    Option("keep-going", "", "report lines that fail, print an empty line for each, and go on"),
    Option("json", "", "messages on stderr as JSON lines"),
    Option("help", "", "say what an archive's flow takes"),
)
USAGE = """\
usage: flowrt run ARCHIVE [FLOW] [--PARAMETER VALUE ...] [OPTION ...] [-- --PARAMETER VALUE ...]

Verifies an archive and runs one of its flows; FLOW may be left out where there is one.
`flowrt run ARCHIVE FLOW --help` lists the flow's parameters. A `-`, or no parameter while stdin
is no terminal, reads a JSON object of parameters from stdin. After a bare `--` every flag is a
parameter, so that one named like an option can be given.

{options}

exit codes: 0 well; 1 a value is not well, or the result is {{"err": ...}}; 2 usage; 3 the archive
is refused; 4 the flow stopped; 70 a mistake of flowrt; 130 interrupted"""


def run(argv: list[str]) -> int:
    """Run the command; return its exit code. Raises `Problem`."""
    words = split(argv, OPTIONS)
    if words.rest:
        from flowrt.cli.running import run_archive  # noqa: PLC0415 - help needs none of it

        return run_archive(words)
    if "help" not in words.options:
        raise Usage("run without an archive", "write flowrt run ARCHIVE [FLOW]")
    say(USAGE.format(options=listed([(str(o), o.help) for o in OPTIONS])))
    return 0
