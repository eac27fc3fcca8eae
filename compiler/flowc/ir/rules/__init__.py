"""What each operation may look like: its operands, attribute, regions and types.

`rule_broken` says what is wrong with one operation, or nothing; where its values are defined is
`verify`'s business. The table in `graph.Operation` is what this spells out.
"""

from flowc.ir.graph import Operation
from flowc.ir.rules import calls, making, numbers, regions
from flowc.ir.rules.saying import Around, Rules

RULES: Rules = {**making.RULES, **numbers.RULES, **calls.RULES, **regions.RULES}


def rule_broken(op: Operation, around: Around) -> str:
    """Return what is wrong with an operation, empty where it keeps its rules."""
    if op.name not in RULES:
        return f"there is no operation `{op.name}`"
    operands, regions, rule = RULES[op.name]
    if operands is not None and len(op.operands) not in operands:
        return f"it takes {_either(operands)} operands, found {len(op.operands)}"
    if regions is not None and len(op.regions) != regions:
        return f"it takes {regions} regions, found {len(op.regions)}"
    return rule(op, around)


def _either(counts: tuple[int, ...]) -> str:
    return " or ".join(map(str, counts))
