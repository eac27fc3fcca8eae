"""Every kind of expression, and the function that checks it."""

from collections.abc import Callable, Mapping
from typing import Any

from flowc.frontend import tree
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions import (
    apart,
    blocks,
    calls,
    literals,
    operators,
    paths,
    records,
    tries,
)
from flowc.frontend.checking.matches import matching
from flowc.frontend.checking.want import Draft, Want

# A table and no match: it costs one frame a level, and trees are 128 levels deep.
CHECKS: Mapping[type[tree.Expr], Callable[[Context, Any, Want | None], Draft]] = {
    tree.BoolLit: literals.bool_,
    tree.IntLit: literals.number,
    tree.FloatLit: literals.number,
    tree.CharLit: literals.char,
    tree.TextLit: literals.text,
    tree.NameRef: paths.name_ref,
    tree.Member: paths.member,
    tree.Item: records.item,
    tree.Call: calls.call,
    tree.Pipe: calls.pipe,
    tree.Unary: operators.unary,
    tree.Binary: operators.binary,
    tree.Try: tries.try_,
    tree.Catch: apart.catch,
    tree.Sleep: apart.sleep,
    tree.RecordLit: records.record,
    tree.ListLit: literals.list_,
    tree.TupleLit: literals.tuple_,
    tree.If: blocks.if_,
    tree.Match: matching.match_,
    tree.For: blocks.for_,
    tree.Par: blocks.par,
    tree.Fold: blocks.fold,
    tree.Block: blocks.block,
}
