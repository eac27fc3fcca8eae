"""An operator's rules: what archives may touch and use here, by package, read strictly from TOML.

Takes TOML text, gives `Rules`; `Rules.of` gives what all rules together say of one package. What a
rule denies, nothing else allows; a malformed file raises `BadRules`. FORMAT 6.7.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from flowrt.archive.names import is_pattern
from flowrt.archive.strict import Reader
from flowrt.load import read
from flowrt.problems.refusals.rights import BadRules
from flowrt.rights.capabilities import ALL, NOTHING_FIXED, Allowed, Fixed, capability
from flowrt.rights.fixed_text import fixed_of
from flowrt.rights.limits import Limits
from flowrt.trust.file import MAX_PATTERNS
from flowrt.trust.policy import covers
from flowrt.value import Value

if TYPE_CHECKING:
    from pathlib import Path

MAX_RULES = 1024
_NAMES = Limits.__match_args__
_READ = Reader(lambda place, expected, found: BadRules(place, expected=expected, found=found))


class Rule(Value):
    """What is allowed and denied to the packages that a pattern names, and their limits."""

    packages: tuple[str, ...]
    allowed: Allowed
    limits: Limits


class Rules(Value):
    """The rules of a file, in its order."""

    rules: tuple[Rule, ...]

    def of(self, package: str, allowed: Allowed, limits: Limits) -> tuple[Allowed, Limits]:
        """Return what a package may do: what is given here, and what each of its rules says."""
        for rule in self.rules:
            if covers(rule.packages, package):
                allowed = allowed.joined(rule.allowed)
                limits = limits.narrowed(rule.limits)
        return allowed, limits


def load_rules(path: str | Path) -> Rules:
    """Return the rules in a file; raises `BadRules` or `Unreadable`."""
    try:
        text = read(path).decode()
    except UnicodeDecodeError as error:
        raise BadRules(str(path), expected="UTF-8", found=f"byte {error.start}") from None
    return read_rules(text, str(path))


def read_rules(text: str, place: str = "rules.toml") -> Rules:
    """Return the rules that TOML text spells; raises `BadRules`."""
    try:
        value: object = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRules(place, expected="TOML", found=str(error)) from None
    items = _READ.mapping(value, place, (), ("rule",)).get("rule", [])
    rules = _READ.sequence(items, f"{place}!rule", MAX_RULES)
    return Rules(tuple(_rule(rule, f"{place}!rule[{i}]") for i, rule in enumerate(rules)))


def _rule(value: object, place: str) -> Rule:
    names = ("allow", "deny", "fixed", "folders", "limits")
    held = _READ.mapping(value, place, ("packages",), names)
    what = "namespace:name, namespace:* or *"
    patterns = _READ.sequence(held["packages"], f"{place}.packages", MAX_PATTERNS)
    return Rule(
        tuple(
            _READ.name(one, f"{place}.packages[{i}]", is_pattern, what)
            for i, one in enumerate(patterns)
        ),
        Allowed(
            _capabilities(held.get("allow", []), f"{place}.allow"),
            _folders(held.get("folders", {}), f"{place}.folders"),
            _capabilities(held.get("deny", []), f"{place}.deny"),
            _fixed(held.get("fixed", []), f"{place}.fixed"),
        ),
        _limits(held.get("limits", {}), f"{place}.limits"),
    )


def _fixed(value: object, place: str) -> Fixed:
    found = NOTHING_FIXED
    for i, item in enumerate(_READ.sequence(value, place, MAX_PATTERNS)):
        text = _READ.label(item, f"{place}[{i}]")
        try:
            found = found.otherwise(fixed_of(text))
        except ValueError as error:
            raise BadRules(f"{place}[{i}]", expected=str(error), found=text) from None
    return found


def _capabilities(value: object, place: str) -> tuple[str, ...]:
    names = []
    for i, item in enumerate(_READ.sequence(value, place, MAX_PATTERNS)):
        name = _READ.label(item, f"{place}[{i}]")
        if name != ALL and capability(name) is None:
            expected = "all, or a capability such as clock or env:HOME"
            raise BadRules(f"{place}[{i}]", expected=expected, found=name)
        names.append(name)
    return tuple(names)


def _folders(value: object, place: str) -> dict[str, str]:
    names = list(value) if isinstance(value, dict) else []
    held = _READ.mapping(value, place, names)
    return {name: _READ.text(held[name], f"{place}.{name}", 4096) for name in names}


def _limits(value: object, place: str) -> Limits:
    held = _READ.mapping(value, place, (), _NAMES)
    return Limits(**{name: _READ.integer(held[name], f"{place}.{name}", 1) for name in held})
