"""What the checking of one flow, or of one default, carries along.

A `Context` gives out slots, binds names and compares types; every comparison that fails is
reported here, once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.failing import Failing
from flowc.frontend.checking.inference.unify import Solver
from flowc.frontend.checking.inference.variables import UNIT
from flowc.frontend.checking.mismatches import Mismatch
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.packages.outside import Wait
from flowc.frontend.checking.packages.package import Package, check_reserved
from flowc.frontend.checking.packages.types import too_large
from flowc.frontend.checking.want import Draft, Want, broken
from flowc.frontend.errors.wording import kind
from flowc.frontend.terms import Type
from flowc.frontend.walk import inside_type
from flowc.text.diagnostic import Error
from flowc.text.span import Span

ACC = "acc"
"""What the running value of a fold is called."""


@dataclass(slots=True)
class Binding:
    """A name bound in a flow; `uses` counts its readers.

    `unread` is what stands in its place where nobody reads it; `cases` are the other types that
    have a case of its name, where a case could stand.
    """

    name: str
    index: int
    type: Type
    span: Span
    uses: int = 0
    running: bool = False
    unread: str = "_"
    cases: tuple[str, ...] = ()


Finish: TypeAlias = Callable[[], typed.Expr]
Checks: TypeAlias = Mapping[type[tree.Expr], Callable[["Context", Any, Want | None], Draft]]


@dataclass(slots=True)
class Context:
    """The state of one flow's check; `result` is absent where no flow could end: in a default."""

    package: Package
    checks: Checks
    result: Want | None
    solver: Solver = field(default_factory=Solver)
    names: dict[str, Binding] = field(default_factory=dict)
    trail: list[tuple[str, Binding | None]] = field(default_factory=list)
    bound: list[Binding] = field(default_factory=list)
    ahead: dict[str, Span] = field(default_factory=dict)
    """Names that a `let` of a block around this binds, but only from further down on."""
    called: dict[str, Span] = field(default_factory=dict)
    lasting: int = 0
    """How much was checked that takes time: calls of components and flows, and sleeps."""
    asked: dict[str, Span] = field(default_factory=dict)
    handles: bool = False
    """Whether anything was called that takes or gives handles."""
    wait: Wait | None = None
    """Where the flow waits first."""
    slots: int = 0
    tests: int = 0
    """How many tests of matches are nested around what is being finished."""
    failing: Failing | None = None
    """In a test: the ways for it to fail."""
    given: bool = False
    """Whether this is what a test is given."""
    before: int = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.report.errors

    @property
    def report(self) -> Mistakes:
        """Where mistakes go."""
        return self.package.report

    @property
    def failed(self) -> bool:
        """Whether a mistake was reported since this context was made."""
        return self.report.errors > self.before

    def check(self, expr: tree.Expr, want: Want | None = None) -> Draft:
        """Check an expression against what its place asks for."""
        return self.checks[type(expr)](self, expr, want)

    def fail(self, error: Error, want: Want | None = None) -> Draft:
        """Report a mistake that leaves nothing to go on with."""
        self.report.add(error)
        return self.unknown(want, error.span)

    def check_all(self, args: Iterable[tree.Arg] | None) -> None:
        """Check arguments that have no place, for the mistakes inside them."""
        for arg in args or ():
            self.check(arg.value, Want(terms.UNKNOWN))

    def waits(self, span: Span, what: str) -> None:
        """Note that the flow waits here, and for what."""
        self.wait = self.wait or Wait(span, what)

    def lost(self, want: Want | None) -> bool:
        """Whether what a place asks for is unknown, so that less can be said about it."""
        return want is not None and self.solver.is_lost(want.type)

    def local(self, binding: Binding, want: Want | None, span: Span) -> Draft:
        """Return what a binding holds."""

        def finish() -> typed.Expr:
            slot = self.slot(binding)
            return typed.Local(slot, slot.type, span)

        return self.settle(binding.type, finish, want, span)

    def unknown(self, want: Want | None, span: Span) -> Draft:
        """Return what stands for an expression whose mistake was reported."""
        if want is not None:
            self.solver.give_up(want.type)
        return Draft(terms.UNKNOWN, broken(span))

    def settle(self, type_: Type, finish: Finish, want: Want | None, span: Span) -> Draft:
        """Return a checked expression, its type compared with what is wanted."""
        if want is None:
            return Draft(type_, finish)
        return Draft(type_ if self.agree(want, type_, span) else want.type, finish)

    def agree(self, want: Want, found: Type, span: Span) -> bool:
        """Make `found` the type that is wanted; report the first difference if it is another."""
        if self.solver.simply_one(want.type, found):
            return True
        shown = self.solver.show(want.type), self.solver.show(found)
        said = want.text.replace("{type}", kind(self.solver.show(want.said)))
        clash = self.solver.unify(want.type, found)
        if clash is None:
            return True
        failed = Mismatch(self.package, self.solver, replace(want, text=said), shown, span)
        self.report.add(failed.error(found, clash))
        self.solver.give_up(found)
        return False

    def bounded(self, type_: Type, span: Span) -> Type:
        """Return a type made of others, or unknown, reported, where it has grown too large."""
        problem = too_large(self.solver.opened(type_), self.package.sizes)
        if not problem:
            return type_
        self.report.add(errors.TypeTooLarge(problem, span=span))
        self.solver.give_up(type_)
        return terms.UNKNOWN

    def closed(self, type_: Type, span: Span) -> Type:
        """Return the finished type of something made here; parts that are no value are reported."""
        closed = self.solver.close(type_)
        if UNIT in inside_type(closed):
            self.report.add(errors.NoValue(span=span))
        return closed

    # --- names ---------------------------------------------------------------------------

    def bind(self, name: tree.Name, type_: Type) -> Binding:
        """Bind a name from here on; a name that is visible already is reported."""
        check_reserved(self.package, name)
        taken = self.package.taken_by(name.text)
        if name.text in self.names:
            taken = "a binding", self.names[name.text].span
        if taken is not None:
            self.report.add(errors.TakenName(name.text, *taken, span=name.span))
        binding = self.hidden(name.text, type_, name.span)
        self.bound.append(binding)
        self.show(binding)
        return binding

    def show(self, binding: Binding) -> None:
        """Make a binding visible under its name."""
        self.trail.append((binding.name, self.names.get(binding.name)))
        self.names[binding.name] = binding

    def mark(self) -> int:
        """Remember which names are visible, for `leave`."""
        return len(self.trail)

    def leave(self, mark: int) -> None:
        """Hide the names bound since `mark`."""
        while len(self.trail) > mark:
            name, before = self.trail.pop()
            if before is None:
                del self.names[name]
            else:
                self.names[name] = before

    def hidden(self, name: str, type_: Type, span: Span) -> Binding:
        """Make a binding that no name in the source reaches."""
        self.slots += 1
        return Binding(name, self.slots - 1, type_, span)

    def running(self, type_: Type, span: Span) -> Binding:
        """Bind `acc`, the running value of a fold; it hides the one of a fold around it."""
        taken = self.names.get(ACC)
        if taken is not None and not taken.running:
            self.report.add(errors.TakenName(ACC, "a binding", taken.span, span=span))
        binding = self.hidden(ACC, type_, span)
        binding.running = True
        self.show(binding)
        return binding

    def slot(self, binding: Binding) -> typed.Slot:
        """Return a binding's finished slot."""
        return typed.Slot(binding.index, binding.name, self.solver.close(binding.type))
