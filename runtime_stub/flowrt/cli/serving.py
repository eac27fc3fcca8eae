"""What `flowrt serve` does: the words become settings, the archive a runner, and both a server.

Takes the command line taken apart, gives the exit code. Raises `Problem`.
"""

import json
import math
import os
from functools import partial

from flowrt.cli.hosting import collector_of, count_of, entries_of
from flowrt.cli.opened import milliseconds, runner_of
from flowrt.cli.options import Usage, Words
from flowrt.cli.terms import terms_of, trust_of
from flowrt.load import load, read
from flowrt.problems.say import tell
from flowrt.run.pooled import loaded, settled
from flowrt.serve.application import Application
from flowrt.serve.errors import Missing, Unguarded
from flowrt.serve.origins import is_origin
from flowrt.serve.routes import declared
from flowrt.serve.settings import Settings
from flowrt.serve.share import shared
from flowrt.serve.watch import load as load_watch
from flowrt.target import processors
from flowrt.verify import VerifiedArchive

_DEFAULTS = Settings()
_TOKEN = 16
"""Characters that a token has at least."""


def serve_archive(words: Words) -> int:
    """Serve the archive that the words name until a signal ends it; return the exit code."""
    try:
        import flowrt.serve.processes as server  # noqa: PLC0415 - it is an extra
    except ImportError as error:
        raise Missing(str(error)) from None
    archive, *names = (*words.rest, *words.last)
    settings = settings_of(words)
    server.check_certificate(settings)
    verified = load(archive, trust_of(words), terms_of(words, remembers=True))
    entries = entries_of(verified.plan, names)
    declared(entries)  # raises, before anything is served
    make = partial(runner_of, verified, words)
    # One instance for each thread that may have one: those that answer, of branches, the loop's.
    runner = loaded(make, settings.concurrency + processors() + 1)
    drawings = _drawings(verified)
    with server.listen(settings) as listening, shared(settings.processes):
        load_watch(settings)
        manifest = verified.header.manifest
        shown = f"{manifest.package} {manifest.version}"
        tell(f"flowrt: serving {shown} at {_address(settings, listening.getsockname()[1])}")
        return server.serve(
            lambda: Application(settled(runner, make), entries, settings, drawings),
            settings,
            listening,
        )


def settings_of(words: Words) -> Settings:
    """Return what the options say; raises `Usage` or `Unguarded`."""
    options = words.options
    certificate, key = options.get("tls-certificate"), options.get("tls-key")
    if (certificate is None) != (key is None):
        raise Usage("half of what TLS needs", "give both --tls-certificate and --tls-key")
    if "processes" in options and not hasattr(os, "fork"):
        raise Usage("--processes", "this system runs one process; leave it out")
    settings = Settings(
        host=options.get("host", _DEFAULTS.host),
        port=count_of(options, "port", _DEFAULTS.port, least=0, most=65535),
        processes=count_of(options, "processes", _DEFAULTS.processes, most=1024),
        concurrency=count_of(options, "concurrency", _DEFAULTS.concurrency),
        read_seconds=_seconds(words, "read-timeout", _DEFAULTS.read_seconds),
        most_bytes=count_of(options, "max-body", _DEFAULTS.most_bytes, most=1 << 32),
        grace_seconds=_seconds(words, "grace", _DEFAULTS.grace_seconds),
        token=_token(options.get("token-file")),
        certificate=certificate,
        key=key,
        metrics="metrics" in options,
        traces=collector_of(options),
        origins=_origins(options.get("allow-origin", "")),
    )
    if not (settings.is_local or settings.token or "open" in options):
        raise Unguarded(settings.host)
    return settings


def _drawings(verified: VerifiedArchive) -> dict[str, object]:
    """Return the archive's drawings by flow; none where it has none that can be read."""
    try:
        found = json.loads(verified.document("drawing") or b"{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _address(settings: Settings, port: int) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    processes = "" if settings.processes == 1 else f", {settings.processes} processes"
    return f"{'https' if settings.certificate else 'http'}://{host}:{port}{processes}"


def _seconds(words: Words, name: str, default: float) -> float:
    found = milliseconds(words, name)
    return default if found is None else math.ceil(found) / 1000


def _origins(text: str) -> tuple[str, ...]:
    """Return whose pages may ask; raises `Usage` for what no browser sends."""
    found = tuple(filter(None, text.split(",")))
    for one in found:
        if not is_origin(one):
            hint = "give a scheme, a host and its port, such as https://shop.example:8443, or null"
            raise Usage(f"--allow-origin {one}", hint)
    return found


def _token(path: str | None) -> str | None:
    """Return the token that a file or the environment gives; raises `Usage` for an odd one."""
    text = os.environ.get("FLOWRT_TOKEN") if path is None else read(path).decode("latin-1")
    if text is None:
        return None
    token = text.strip()
    if len(token) < _TOKEN or not (token.isascii() and token.isprintable() and " " not in token):
        raise Usage(
            "a token that is too short or odd", f"give at least {_TOKEN} printable characters"
        )
    return token
