"""`flowrt deploy kubernetes`: its options and its help; `flowrt.deploy` makes the objects."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flowrt.cli.bound import Bindings, bindings_of
from flowrt.cli.files import apart, result_of, write_whole
from flowrt.cli.options import Option, Usage, Words, listed, split
from flowrt.cli.rights import OPTIONS as RIGHTS
from flowrt.cli.servers import guard
from flowrt.cli.terms import OPTIONS as TERMS
from flowrt.cli.terms import terms_of, trust_of
from flowrt.load import load, read
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.say import say, tell

if TYPE_CHECKING:
    from flowrt.deploy.wanted import Wanted
    from flowrt.verify import VerifiedArchive

PASSED = ("timeout", "limit", "allow", "deny", "fixed", "bind", "breaker", "big-integers")
"""What is passed on to whatever runs the archive there."""
OPTIONS = (
    Option("image", "IMAGE", "what runs it: an image with flowc[oci,serve,work]"),
    Option("from", "REFERENCE", "where the archive is pulled from: HOST/REPOSITORY@sha256:.."),
    Option("name", "NAME", "what all objects are named after: the package's name otherwise"),
    Option("namespace", "NAME", "where they belong"),
    Option("replicas", "N", "servers (2)"),
    Option("concurrency", "N", "transactions at once in each pod (16)"),
    Option("token-secret", "NAME", "a Secret whose `token` callers must give"),
    Option("open", "", "let anybody in the cluster call without a token"),
    Option("pull-secret", "NAME", "a Secret with the credentials of the registry"),
    Option("nats", "URL", "make workers, at this NATS server"),
    Option("nats-secret", "NAME", "a Secret whose `nats.toml` is what --nats-login takes"),
    Option("monitor", "HOST:PORT", "where it tells KEDA how it is (its host, port 8222)"),
    Option("workers", "LEAST:MOST", "how many workers there may be (1:12)"),
    Option("lag", "N", "waiting messages for which there is one worker more (32)"),
    Option("output", "FILE", "where to (stdout)"),
    *(one for one in TERMS if one.name != "digest"),
    *(one for one in RIGHTS if one.name in PASSED),
    Option("help", "", "show this"),
)
USAGE = """\
usage: flowrt deploy kubernetes ARCHIVE [FLOW ...] --image IMAGE --from REFERENCE [OPTION ...]

Verifies an archive and writes what runs it on Kubernetes, as YAML for `kubectl apply`: servers
behind a Service, and with --nats workers that KEDA scales by what waits in their queues. Pods pull
the archive by digest, verify it under the same trust file, and are bounded by its limits.

{options}"""
_NAME = re.compile(r"[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?")
_PINNED = re.compile(r"[^@\s]+/[^@\s]+@sha256:[0-9a-f]{64}")
_FILE = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_ELSEWHERE = re.compile(r"[a-z+]+://.+")


def deploy(argv: list[str]) -> int:
    """Run the command; return its exit code. Raises `Problem`."""
    words = split(argv, OPTIONS)
    if "help" in words.options:
        say(USAGE.format(options=listed([(str(o), o.help) for o in OPTIONS])))
        return 0
    if words.rest[:1] != ("kubernetes",) or not words.rest[1:] or words.last:
        raise Usage("deploy", "write flowrt deploy kubernetes ARCHIVE --image .. --from ..")
    _, archive, *flows = words.rest
    output = result_of(words.options)
    if output is not None:
        apart(output, archive, words.options)
    verified = load(archive, trust_of(words), terms_of(words, remembers=False))
    text = _rendered(verified, _wanted(verified, tuple(flows), words))
    if output is None:
        say(text.rstrip("\n"))
    else:
        write_whole(Path(output), text.encode())
        tell(f"flowrt: wrote {output}")
    return 0


def _rendered(verified: "VerifiedArchive", wanted: "Wanted") -> str:
    from flowrt.deploy.kubernetes import objects  # noqa: PLC0415 - help needs none of it
    from flowrt.deploy.yaml import documents  # noqa: PLC0415 - the same

    return documents(objects(wanted, verified.header.manifest, verified.plan))


def _wanted(verified: "VerifiedArchive", flows: tuple[str, ...], words: Words) -> "Wanted":
    """Return what the options say; raises `Usage`."""
    from flowrt.deploy.wanted import Wanted  # noqa: PLC0415 - as above

    options = words.options
    _check_flows(verified, flows)
    bound = bindings_of(options)
    _check_rights(verified, options, bound)
    if ("token-secret" in options) == ("open" in options):
        raise Usage("who may call", "give --token-secret NAME, or --open")
    nats = options.get("nats", "")
    guard("--nats", nats)
    host = _host(nats) if nats else ""
    return Wanted(
        name=_fit(_NAME, "name", options.get("name", _short(verified.plan.package))),
        image=_needed("image", options),
        source=_fit(_PINNED, "from", _needed("from", options)),
        digest=f"sha256:{verified.digest}",
        files=_files(verified, words),
        namespace=_fit(_NAME, "namespace", options["namespace"]) if "namespace" in options else "",
        replicas=_count("replicas", options, 2),
        concurrency=_count("concurrency", options, 16),
        nats=nats,
        login=_secret("nats-secret", options),
        monitor=options.get("monitor", f"{host}:8222" if host else ""),
        workers=_range(options.get("workers", "1:12")),
        lag=_count("lag", options, 32),
        flows=flows,
        rights=_rights(options, bound),
        token=_secret("token-secret", options),
        pull=_secret("pull-secret", options),
    )


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        raise Usage(f"--nats {url}", "give a URL, such as nats://nats.messaging:4222")
    return host


def _short(package: str) -> str:
    return package.partition(":")[2].lower()


def _needed(name: str, options: Mapping[str, str]) -> str:
    if not options.get(name):
        raise Usage(f"no --{name}", f"give --{name}; see `flowrt deploy --help`")
    return options[name]


def _fit(pattern: "re.Pattern[str]", name: str, text: str) -> str:
    if not pattern.fullmatch(text):
        wanted = "a reference with its digest" if name == "from" else "a short lowercase name"
        raise Usage(f"--{name} {text}", f"give {wanted}")
    return text


def _secret(name: str, options: Mapping[str, str]) -> str:
    return _fit(_NAME, name, options[name]) if name in options else ""


def _count(name: str, options: Mapping[str, str], default: int) -> int:
    text = options.get(name, str(default))
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise Usage(f"--{name} {text}", "give a whole number from 1 up")
    return int(text)


def _range(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,5}):([1-9][0-9]{0,4})", text)
    if found is None or int(found[1]) > int(found[2]):
        raise Usage(f"--workers {text}", "write --workers LEAST:MOST, such as 1:12")
    return int(found[1]), int(found[2])


def _check_flows(verified: "VerifiedArchive", flows: tuple[str, ...]) -> None:
    known = [entry.name for entry in verified.plan.entries]
    for flow in flows:
        if flow not in known:
            raise Usage(f"the flow {flow}", f"give one of {', '.join(known)}")


def _check_rights(verified: "VerifiedArchive", options: Mapping[str, str], bound: Bindings) -> None:
    """Refuse what the pods would refuse when they start."""
    needs = verified.header.manifest.capabilities
    if needs and "allow" not in options:
        raise Usage("no --allow", f"the archive may touch {', '.join(needs)}: allow it")
    pairs = bound.targets
    for name, target in pairs.items():
        if not _ELSEWHERE.fullmatch(target):
            raise Usage(f"--bind {name}={target}", "bind it to an address, which pods can reach")
    for service in verified.plan.services:
        if service.name not in pairs:
            raise Usage(f"no --bind {service.name}", f"bind {service.name} to who answers for it")


def _rights(options: Mapping[str, str], bound: Bindings) -> tuple[str, ...]:
    """Return what is passed on, as it was given: what repeats is joined by commas here."""
    words: list[str] = []
    targets = ",".join(f"{name}={target}" for name, target in bound.targets.items())
    breakers = ",".join(f"{name}={text}" for name, text in bound.breakers(options).items())
    passed = {**options, "bind": targets, "breaker": breakers}
    for name in PASSED:
        for one in filter(None, passed.get(name, "").split(",")):
            words += (f"--{name}", one)
    return tuple(words)


def _files(verified: "VerifiedArchive", words: Words) -> dict[str, str]:
    """Return the trust file, and the root of Sigstore's keys if it pins one, by name."""
    path = trust_of(words) or ""
    files = {"trust.toml": _text(path)}
    pinned = verified.trust.sigstore
    if pinned is not None:
        name = _fit_file(pinned.trusted_root)
        files[name] = _text(os.path.join(os.path.dirname(path), name))  # noqa: PTH118, PTH120 - as load does
    return files


def _fit_file(name: str) -> str:
    if not _FILE.fullmatch(name) or name == "trust.toml":
        raise Usage(f"the trusted root {name}", "put it beside the trust file, under a plain name")
    return name


def _text(path: str) -> str:
    try:
        return read(path).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(path, f"byte {error.start} is not UTF-8") from None
