"""Names in one namespace of a `.wit` file, each given once."""

from flowc.frontend import errors
from flowc.frontend.wit import tree
from flowc.text.report import Report


def canonical(name: str) -> str:
    """Return what two names may not have in common (Explainer.md, "Name Uniqueness")."""
    return name.lower().replace("-", "")


class Names:
    """Names given so far; a second one is reported."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.seen: dict[str, tree.Name] = {}

    def give(self, name: tree.Name, prefix: str = "") -> bool:
        """Give a name; say whether it is new."""
        key = prefix + canonical(name.text)
        first = self.seen.setdefault(key, name)
        if first is name:
            return True
        self.report.add(errors.DuplicateInWit(name.text, first.text, first.span, span=name.span))
        return False
