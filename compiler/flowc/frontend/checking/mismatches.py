"""What is said where a value's type is not the one that its place asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from flowc.frontend import errors, terms
from flowc.frontend.checking.inference.unify import Clash, Solver
from flowc.frontend.checking.packages.disagree import difference, disagreement
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.checking.want import Want
from flowc.frontend.errors.wording import around
from flowc.frontend.terms import Type
from flowc.text.diagnostic import Error, Help, Label
from flowc.text.span import Span

_NUMBERS = (*terms.INTEGERS, *terms.FLOATS)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A comparison that failed; `shown` are both types, as they were before it."""

    package: Package
    solver: Solver
    want: Want
    shown: tuple[str, str]
    span: Span

    def error(self, found: Type, clash: Clash) -> Error:
        """Return the error, which says the first difference."""
        return self._disagreement(found) or self._mismatch(clash)

    def _disagreement(self, found: Type) -> Error | None:
        """Return the error of two types that differ where both are called the same, if they are."""
        want = self.want
        pair = disagreement(self.solver.opened(want.type), self.solver.opened(found))
        if pair is None:
            return None
        labels = [] if want.span is None else [Label(want.span, want.text)]
        notes = [want.text] if want.span is None else []
        for one in pair:
            place, note = self.package.declared(one)
            if place is None:
                notes.append(note)
            else:
                labels.append(Label(place, f"`{one}` is declared here"))
        facts = tuple(note for note in notes if note)
        differ = difference(*pair)
        return errors.TypesDisagree(*self.shown, differ, tuple(labels), facts, span=self.span)

    def _mismatch(self, clash: Clash) -> Error:
        want, span = self.want, self.span
        because = None if want.span is None else Label(want.span, want.text)
        if clash.infinite:
            return errors.EndlessType(*self.shown, because, span=span)
        note = want.text if want.span is None else ""
        inner = (clash.expected, clash.found)
        advice = self._advice()
        return errors.TypeMismatch(*self.shown, clash.path, inner, because, note, advice, span=span)

    def _advice(self) -> Help | None:
        """Say how the value becomes what is wanted, where that is known."""
        found, wanted = self.shown[1], self.solver.show(self.want.type)
        if found in (f"option<{wanted}>", f"result<{wanted}>") or found.startswith(
            f"result<{wanted}, "
        ):
            return Help("take the value out with `?`, or tell the cases apart with `match`")
        match self.solver.shallow(self.want.type):
            case terms.Prim(name) if name in _NUMBERS and found in _NUMBERS:
                text = "convert it; a value that does not fit is a fault"
                return self._around(text, f"{name}(", ")")
            case terms.Prim("string") if found in (*_NUMBERS, "char", "bool"):
                return self._around("make it text", '"{', '}"')
            case terms.Option(some) if self.solver.show(some) == found:
                return self._around("wrap it in `some`", "some(", ")")
            case terms.Result(ok, err):
                return self._side({"ok": ok, "err": err}, found)
            case _:
                return None

    def _side(self, sides: Mapping[str, Type | None], found: str) -> Help | None:
        """Say which side of a result, and only one, the value could be."""
        fit = [one for one, type_ in sides.items() if type_ and self.solver.show(type_) == found]
        if len(fit) != 1:
            return None
        return self._around(f"wrap it in `{fit[0]}`", f"{fit[0]}(", ")")

    def _around(self, text: str, before: str, after: str) -> Help:
        return Help(text, around(self.span, before, after), "unsafe")
