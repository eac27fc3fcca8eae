"""What `flowrt transactions` does: asks the server, and shows what is there.

Takes the command's name and words, gives the exit code; raises `Problem`.
"""

import asyncio
import json
import re
import time
from collections.abc import Mapping

from flowrt.cli.options import Usage, listed
from flowrt.cli.servers import server_of
from flowrt.problems.report import shown
from flowrt.problems.say import say
from flowrt.work.errors import NotInstalled
from flowrt.work.names import PACKAGE, Names

try:
    from flowrt.work.connect import Server, connected
    from flowrt.work.transactions import Found, Transactions
except ModuleNotFoundError as missing:
    raise NotInstalled(missing.name or "nats") from None

_NAME = re.compile(rf"(?P<package>{PACKAGE})/(?P<flow>[A-Za-z0-9-]+)")
_HIDDEN = ("problem", "type")
_HEADS = ("FLOW", "ID", "STATE", "CALLS", "SINCE")


def transact(name: str, words: list[str], options: Mapping[str, str]) -> int:
    """Do what was asked for; return 0."""
    asyncio.run(_transact(name, words, server_of(options), as_json="json" in options))
    return 0


async def _transact(name: str, words: list[str], server: "Server", *, as_json: bool) -> None:
    names = None if name == "list" else _names(words[0])
    async with connected(server, "flowrt transactions") as client:
        known = Transactions(client)
        if names is None:
            _list([one async for one in known.list(*words)], as_json=as_json)
        elif name == "show":
            _show(await known.find(names, words[1]), as_json=as_json)
        elif name == "resume":
            await known.resume(names, words[1])
        else:
            await known.cancel(names, words[1])


def _names(text: str) -> Names:
    found = _NAME.fullmatch(text)
    if found is None:
        raise Usage(text, "name a flow as PACKAGE/FLOW, such as acme:shop/price")
    return Names(found["package"], found["flow"])


def _list(all_found: list[Found], *, as_json: bool) -> None:
    if as_json:
        for found in all_found:
            say(json.dumps(found.fields, ensure_ascii=False))
        return
    rows = [_HEADS, *(_row(found) for found in all_found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    for row in rows:
        say("  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip())


def _row(found: Found) -> tuple[str, ...]:
    record = found.record
    calls = str(record.calls)
    return (str(found.names), shown(record.id), _state(found), calls, _time(record.since))


def _state(found: Found) -> str:
    record = found.record
    code = record.problem.get("code") if record.problem else None
    until = f" until {_time(record.until)}" if record.state == "sleeping" else ""
    return f"{record.state}{f' {code}' if code else ''}{until}"


def _show(found: Found, *, as_json: bool) -> None:
    fields = found.fields
    if as_json:
        say(json.dumps(fields, ensure_ascii=False))
        return
    about = fields | (found.record.problem or {})
    for name in ("since", "until"):
        if name in about:
            about[name] = _time(float(f"{about[name]}"))
    rows = [(name, shown(f"{text}")) for name, text in about.items() if name not in _HIDDEN]
    say(listed(rows))


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
