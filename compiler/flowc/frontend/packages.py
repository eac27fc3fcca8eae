"""A program: the package that is built, the root, and all that it uses, however indirectly.

Takes the root's tree and something that fetches files; reads each file once, whatever way leads to
it. What cannot be had is reported at its `use`, and so are packages that use themselves.
"""

import posixpath
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from flowc.frontend import errors, parse, tree
from flowc.frontend.checking.order import callees_first
from flowc.frontend.reference import is_remote
from flowc.frontend.uses import Load, Uses, load_uses, reason
from flowc.text.decode import decode
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Member:
    """One package of a program; `flow` is None where its file has mistakes that hide it.

    `label` is the file's path from the root's folder, `labels` are those of all it uses, by alias.
    `prefix` tells its names from others': the aliases that lead to it from the root, with dots.
    """

    label: str
    prefix: str
    source: SourceFile
    flow: tree.Flow | None = None
    uses: Uses = field(default_factory=Uses)
    labels: Mapping[str, str] = field(default_factory=dict)

    def uses_of(self, label: str) -> Iterator[tree.Use]:
        """Yield each `use` of a file."""
        for use in () if self.flow is None else self.flow.uses:
            if self.labels.get(use.alias.text) == label:
                yield use


@dataclass(frozen=True, slots=True)
class Program:
    """All packages of a program, those that are used before those that use them, the root last."""

    members: tuple[Member, ...]

    @property
    def without_root(self) -> "Program":
        """The same program, of whose root nothing is known but what it uses."""
        *others, root = self.members
        return Program((*others, replace(root, flow=None)))

    @property
    def binaries(self) -> Mapping[str, bytes]:
        """The bytes of each component, by its alias behind the prefix of its package."""
        return {
            f"{one.prefix}{alias}": data
            for one in self.members
            for alias, data in one.uses.binaries.items()
        }

    @property
    def paths(self) -> Mapping[str, str]:
        """The paths of components and packages from the root's folder, by alias with prefix."""
        return {
            f"{one.prefix}{alias}": label
            for one in self.members
            for alias, label in one.labels.items()
        }

    @property
    def inputs(self) -> Mapping[str, bytes]:
        """What the program is made of, by path from the root's folder."""
        sources = {one.label: one.source.text.encode() for one in self.members}
        paths = self.paths
        return sources | {paths[alias]: data for alias, data in self.binaries.items()}

    def place(self, span: Span) -> str:
        """Return where a span starts, as `path:line:column` from the root's folder."""
        member = next(one for one in self.members if one.source.path == span.file)
        return f"{member.label}:{member.source.place(span.start)}"


def load_program(
    flow: tree.Flow, source: SourceFile, load: Load, report: Report, home: str = ""
) -> Program:
    """Load all that a package uses; what is wrong goes into the report.

    `home` is the absolute path of its folder, where it has one. With it, a path that leads out of
    that folder and in again is seen to lead to the same file as the direct one.
    """
    loading = _Loading(source, load, report, home)
    loading.run(flow)
    members = loading.members
    needs = {
        label: tuple(one for one in member.labels.values() if one in members)
        for label, member in members.items()
    }
    order, cycles = callees_first(needs)
    for cycle in cycles:
        report.add(_cycle(tuple(members[label] for label in cycle)))
    return Program(tuple(members[label] for label in order))


def _cycle(cycle: tuple[Member, ...]) -> "errors.PackageCycle":
    following = (*cycle[1:], cycle[0])
    pairs = zip(cycle, following, strict=True)
    first, *others = (next(one.uses_of(other.label)).path_span for one, other in pairs)
    return errors.PackageCycle(tuple(one.source.path for one in cycle), tuple(others), span=first)


@dataclass(slots=True)
class _Loading:
    """A walk over the files, nearest to the root first; `members` are those that could be read."""

    root: SourceFile
    load: Load
    report: Report
    home: str
    members: dict[str, Member] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    fetched: dict[str, bytes] = field(default_factory=dict)
    ahead: deque[tuple[Member, tree.Use]] = field(default_factory=deque)

    def run(self, flow: tree.Flow) -> None:
        self.enter(Member(posixpath.basename(self.root.path), "", self.root), flow)
        while self.ahead:
            self.follow(*self.ahead.popleft())

    def enter(self, member: Member, flow: tree.Flow) -> None:
        """Take a file in that could be parsed, and look at what it uses."""
        folder = posixpath.dirname(member.label)
        fetch = partial(self.fetch, folder)
        uses = load_uses(flow, fetch, self.report)
        labels = {use.alias.text: self.label_of(folder, use) for use in flow.uses}
        made = Member(member.label, member.prefix, member.source, flow, uses, labels)
        self.members[member.label] = made
        self.ahead.extend((made, use) for use in flow.uses if use.is_package)

    def follow(self, user: Member, use: tree.Use) -> None:
        """Take in the package that a `use` names, unless it is known already."""
        alias = use.alias.text
        label = self.label(posixpath.dirname(user.label), use.path)
        if "\0" in use.path:
            self.failed[label] = "no path holds a NUL"
        if label not in self.members and label not in self.failed:
            self.open(label, f"{user.prefix}{alias}.")
        if label in self.failed:
            error = errors.UnreadablePackage(use.path, self.failed[label], span=use.path_span)
            self.report.add(error)

    def open(self, label: str, prefix: str) -> None:
        own = Report()
        try:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(self.root.path), label))
            source = decode(path, self.load(label), own)
        except OSError as error:
            self.failed[label] = reason(error)
        except Stopped:
            self.failed[label] = "it is not UTF-8 text"
        else:
            flow = parse.recover(source, own)
            self.report.extend(own.diagnostics)
            member = self.members[label] = Member(label, prefix, source)
            if flow is not None and not own.errors:
                self.enter(member, flow)

    def fetch(self, folder: str, path: str) -> bytes:
        """Return the bytes of a component or `.wit`, of one that several use the same ones."""
        label = self.label(folder, path)
        if label not in self.fetched:
            self.fetched[label] = self.load(label)
        return self.fetched[label]

    def label_of(self, folder: str, use: tree.Use) -> str:
        """Return what a `use` names: the label of a file, or an interface of the same file."""
        return self.label(folder, use.path) if use.interface is None else use.interface.text

    def label(self, folder: str, path: str) -> str:
        """Return a path from the root's folder, or a remote one, in the one form that it has."""
        if is_remote(path):
            return path
        label = posixpath.normpath(posixpath.join(folder, path))
        outside = label.startswith(("../", "/"))
        if not outside or not self.home:
            return label
        return posixpath.relpath(posixpath.join(self.home, label), self.home)
