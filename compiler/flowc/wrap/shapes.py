"""Types as the plan carries them, taken back to terms: the inverse of `flowc.plan.shape`."""

from typing import assert_never, cast

from flowc.frontend import terms as t
from flowrt.plan import shapes


def type_of(shape: shapes.Shape) -> t.Type:
    """Return the type that a shape stands for, under the name that it was declared by."""
    match shape:
        case shapes.Prim(name):
            return t.Prim(cast("t.PrimName", name))
        case shapes.ListOf(element):
            return t.List(type_of(element))
        case shapes.OptionOf(some):
            return t.Option(type_of(some))
        case shapes.ResultOf(ok, err):
            return t.Result(_maybe(ok), _maybe(err))
        case shapes.TupleOf(items):
            return t.Tuple(tuple(map(type_of, items)))
        case shapes.RecordOf(name, fields):
            return t.Record(tuple(t.Field(one, type_of(part)) for one, part in fields), _name(name))
        case shapes.VariantOf(name, cases):
            return t.Variant(tuple(t.Case(one, _maybe(part)) for one, part in cases), _name(name))
        case shapes.EnumOf(name, labels):
            return t.Enum(labels, _name(name))
        case shapes.FlagsOf(name, labels):
            return t.Flags(labels, _name(name))
    assert_never(shape)


def _maybe(shape: shapes.Shape | None) -> t.Type | None:
    return None if shape is None else type_of(shape)


def _name(name: str | None) -> t.TypeName | None:
    return None if name is None else t.TypeName("", name, "")
