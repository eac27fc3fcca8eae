"""Types as the plan carries them."""

from typing import assert_never

from flowc.frontend import terms as t
from flowrt.plan import shapes


def shape(type_: t.Type) -> shapes.Shape:
    """Return a type as the plan carries it."""
    match type_:
        case t.Prim(name):
            return shapes.Prim(name)
        case t.List(element):
            return shapes.ListOf(shape(element))
        case t.Option(some):
            return shapes.OptionOf(shape(some))
        case t.Result(ok, err):
            return shapes.ResultOf(_maybe(ok), _maybe(err))
        case t.Tuple(items):
            return shapes.TupleOf(tuple(map(shape, items)))
        case t.Record(fields, declared):
            return shapes.RecordOf(_name(declared), tuple((f.name, shape(f.type)) for f in fields))
        case t.Variant(cases, declared):
            parts = tuple((case.name, _maybe(case.payload)) for case in cases)
            return shapes.VariantOf(_name(declared), parts)
        case t.Enum(names, declared):
            return shapes.EnumOf(_name(declared), names)
        case t.Flags(labels, declared):
            return shapes.FlagsOf(_name(declared), labels)
        case t.Opaque() | t.Resource() | t.Handle() | t.Unknown():
            raise AssertionError(type_)
    assert_never(type_)


def _maybe(type_: t.Type | None) -> shapes.Shape | None:
    return None if type_ is None else shape(type_)


def _name(declared: t.TypeName | None) -> str | None:
    return None if declared is None else declared.name
