"""What the commands take that are about keys, signatures and whom to trust."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from flowc.cli.arguments.shared import format_option
from flowc.cli.arguments.values import (
    moment,
    path,
    pattern,
    positive,
    publisher,
    remark,
    result,
    target,
)

if TYPE_CHECKING:
    from flowc.cli.arguments.shared import Tasks


def add_keygen(tasks: "Tasks") -> None:
    """Add `flowc keygen`."""
    task = tasks.add_parser("keygen", help="make a signing key, and trust it if asked to")
    task.add_argument("path", type=path, nargs="?", default=Path("flowc.key"), metavar="KEY")
    task.add_argument("--trust", type=path, metavar="FILE", help="add the key to a trust file")
    task.add_argument(
        "--name", type=publisher, default="me", help="the publisher's name in the trust file"
    )
    task.add_argument(
        "--packages",
        type=pattern,
        default="*",
        metavar="PATTERN",
        help="what it may sign, such as `acme:*`",
    )
    format_option(task)
    task.set_defaults(run="keygen:keygen")


def add_sign(tasks: "Tasks") -> None:
    """Add `flowc sign`."""
    task = tasks.add_parser("sign", help="add a signature to an archive; nothing else changes")
    task.add_argument("archive", type=path, metavar="ARCHIVE")
    how = task.add_mutually_exclusive_group()
    how.add_argument(
        "-k", "--key", action="append", type=path, help="a signing key (default: $FLOWC_KEY)"
    )
    how.add_argument(
        "--keyless", action="store_true", help="sign by name, and write a Sigstore bundle"
    )
    task.add_argument(
        "--sigstore", type=path, metavar="FILE", help="a client trust configuration of Sigstore"
    )
    task.add_argument(
        "-o", "--output", type=target, help="default: the archive itself, or ARCHIVE.sigstore.json"
    )
    format_option(task)
    task.set_defaults(run="sign:sign")


def add_attest(tasks: "Tasks") -> None:
    """Add `flowc attest`."""
    task = tasks.add_parser(
        "attest", help="write an archive's provenance as a DSSE envelope, for other tools"
    )
    task.add_argument("archive", type=path, metavar="ARCHIVE")
    task.add_argument(
        "-k", "--key", action="append", type=path, help="one that signed it (default: $FLOWC_KEY)"
    )
    task.add_argument("-o", "--output", type=result, help="default: stdout")
    format_option(task)
    task.set_defaults(run="attest:attest")


def add_trust(tasks: "Tasks") -> None:
    """Add `flowc trust`."""
    task = tasks.add_parser("trust", help="say in a trust file whose archives may run")
    parts = task.add_subparsers(required=True, metavar="TASK")
    _trust_add(parts)
    _trust_edits(parts)
    schema = parts.add_parser("schema", help="print the JSON Schema of trust files, for editors")
    schema.set_defaults(run="trust:schema")
    _trust_task(parts, "list", "show who is trusted for what").set_defaults(run="trust:show")


def _trust_add(parts: "Tasks") -> None:
    """Add `flowc trust add`."""
    add = _trust_task(parts, "add", "trust a publisher")
    add.add_argument("name", type=publisher, metavar="NAME", help="for messages")
    add.add_argument(
        "keys", nargs="*", metavar="KEY", help="`ed25519:..`, or a .pub, PEM or minisign file"
    )
    add.add_argument(
        "--identity",
        nargs=2,
        action="append",
        default=[],
        metavar=("ISSUER", "SUBJECT"),
        help="who signs by name; see `flowc sign --keyless`",
    )
    add.add_argument(
        "--packages",
        type=pattern,
        action="append",
        metavar="PATTERN",
        help="what it may sign (default: `*`)",
    )
    add.add_argument(
        "--threshold", type=positive, default=1, metavar="N", help="keys that must sign"
    )
    add.add_argument("--until", type=moment, metavar="TIME", help="such as 2030-01-31")


def _trust_edits(parts: "Tasks") -> None:
    """Add what else changes a trust file."""
    remove = _trust_task(parts, "remove", "trust a publisher no longer")
    remove.add_argument("name", metavar="NAME")
    revoke = _trust_task(parts, "revoke", "let a key count no longer, whoever lists it")
    revoke.add_argument("key", metavar="KEY")
    revoke.add_argument("--reason", type=remark, default="", metavar="TEXT", help="for messages")
    sign = _trust_task(parts, "sign", "sign a trust file with a root key, for `flowrt renew`")
    sign.add_argument(
        "-k", "--key", action="append", type=path, help="a signing key (default: $FLOWC_KEY)"
    )
    root = _trust_task(parts, "root", "pin the keys of Sigstore, for who signs by name")
    root.add_argument(
        "--from", dest="source", type=path, metavar="FILE", help="default: those of its library"
    )


def _trust_task(parts: "Tasks", name: str, help: str) -> argparse.ArgumentParser:  # noqa: A002 - its name
    task = parts.add_parser(name, help=help)
    task.add_argument("--trust", type=path, default=Path("trust.toml"), metavar="FILE")
    format_option(task)
    task.set_defaults(run=f"trust:{name}")
    return task
