"""Completion in shells: `flowrt --completion SHELL` prints a script that asks `flowrt --complete`.

Takes the words so far, the last being the one that is typed, gives those that fit, each with what
it is after a tab. An archive on the command line is read for that, and not verified: nothing of it
runs. `runtime_stub/launcher/completion.zig` answers alike for an executable.
"""

from collections.abc import Iterable, Sequence
from importlib import import_module

from flowrt.archive.archive import open_archive, read_contents
from flowrt.cli.flags import inner, is_bool
from flowrt.cli.options import Option, Usage
from flowrt.load import read
from flowrt.plan.plan import Entry, Plan, read_plan
from flowrt.plan.shapes import EnumOf
from flowrt.problems.report import Problem, readable
from flowrt.problems.say import say

SCRIPTS = {
    "bash": """\
_flowrt_words() {
  local IFS=$'\\n' words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=($("${COMP_WORDS[0]}" --complete "${words[@]}" 2>/dev/null | cut -f 1))
}
complete -o bashdefault -o default -F _flowrt_words flowrt""",
    "zsh": """\
#compdef flowrt
_flowrt_words() {
  local -a found
  found=(${(f)"$("${words[1]}" --complete "${(@)words[2,CURRENT]}" 2>/dev/null | cut -f 1)"})
  if (( $#found )); then compadd -a found; else _files; fi
}
compdef _flowrt_words flowrt""",
    "fish": "complete -c flowrt -a "
    "'(flowrt --complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'",
}

Word = tuple[str, str]


def completion(argv: list[str]) -> int:
    """Print a shell's script; raises `Usage` for a shell that is not known."""
    if argv not in [[name] for name in SCRIPTS]:
        raise Usage(" ".join(["--completion", *argv]), f"give one of {', '.join(SCRIPTS)}")
    say(SCRIPTS[argv[0]])
    return 0


def complete(argv: list[str], commands: dict[str, str]) -> int:
    """Print the words that fit; none where something on the command line cannot be read."""
    *before, typed = argv or [""]
    try:
        found = list(_words(before, commands))
    except Problem:
        return 0
    for word, what in found:
        if word.startswith(typed):
            say(f"{word}\t{what}")
    return 0


def _words(before: Sequence[str], commands: dict[str, str]) -> Iterable[Word]:
    if not before:
        return [(name, "") for name in commands]
    if before[0] not in commands:
        return []
    options: tuple[Option, ...] = getattr(import_module(commands[before[0]]), "OPTIONS", ())
    plan = _plan(before[1:], options) if before[0] == "run" else None
    entry = None if plan is None else _entry(plan, before)
    values = _values(before, options, entry)
    if values is not None:
        return [(value, "") for value in values]
    flows = plan.entries if plan is not None and entry is None else ()
    params = () if entry is None else entry.params
    return [
        *((one.name, readable(one.doc.partition("\n")[0])) for one in flows),
        *((f"--{p.name}", str(p.type)) for p in params if not _is_given(p.name, before)),
        *((f"--{o.name}", o.help) for o in options if o.repeats or not _is_given(o.name, before)),
    ]


def _plan(words: Sequence[str], options: Sequence[Option]) -> Plan | None:
    """Return the plan of the archive that the words name, if they name one."""
    takes_value = {f"--{option.name}" for option in options if option.value}
    previous = ""
    for word in words:
        if not word.startswith("-") and previous not in takes_value:
            return _read(word)
        previous = word
    return None


def _read(path: str) -> Plan:
    contents = read_contents(open_archive(read(path)))
    return read_plan(bytes(contents.view(contents.header.blob("plan"))))


def _entry(plan: Plan, words: Sequence[str]) -> Entry | None:
    named = next((entry for word in words if (entry := plan.entry(word)) is not None), None)
    return plan.entries[0] if named is None and len(plan.entries) == 1 else named


def _values(
    before: Sequence[str], options: Sequence[Option], entry: Entry | None
) -> tuple[str, ...] | None:
    """Return the values that the word before wants, or None where it wants none."""
    *others, last = before
    is_equals = last == "=" and bool(others)  # bash makes words of its own there
    name = others[-1] if is_equals else last
    for option in options:
        if name == f"--{option.name}":
            return option.choices if option.value else None
    for parameter in () if entry is None else entry.params:
        if name == f"--{parameter.name}":
            if is_bool(parameter.type):
                return ("true", "false") if is_equals else None
            shape = inner(parameter.type)
            return shape.cases if isinstance(shape, EnumOf) else ()
    return None


def _is_given(name: str, words: Sequence[str]) -> bool:
    return any(word.partition("=")[0] == f"--{name}" for word in words)
