"""Values as people write them, in flags and in addresses: text to the JSON of a type.

Text stands for itself where a `string`, a `char` or an `enum` is expected, a number is one of JSON,
and anything compound is JSON.
"""

from flowrt import problems
from flowrt.archive.json_text import canonical, loads, quoted
from flowrt.archive.names import is_number
from flowrt.plan.shapes import EnumOf, FlagsOf, OptionOf, Prim, Shape, VariantOf
from flowrt.problems.kinds import text_kind

BOOLS = ("true", "false")


def json_of(shape: Shape, text: str, place: str) -> str:
    """Return the JSON of a value that a person wrote; raises `WrongKind` or `NotJson`."""
    match shape:
        case Prim("string" | "char") | EnumOf():
            return quoted(text)
        case Prim("bool"):
            if text not in BOOLS:
                raise problems.WrongKind(place, expected="true or false", found=text_kind(text))
            return text
        case Prim(name):
            if not is_number(text):
                raise problems.WrongKind(place, expected=name, found=text_kind(text))
            return text
        case OptionOf(OptionOf()):
            return _json(text, place, shape)
        case OptionOf(some):
            is_none = text == "null" and some != Prim("string")
            return text if is_none else json_of(some, text, place)
        case VariantOf(_, cases) if (text, None) in cases:
            return quoted(text)
        case FlagsOf() if not text.startswith("["):
            return canonical([label.strip() for label in text.split(",") if label.strip()])
        case _:
            return _json(text, place, shape)


def _json(text: str, place: str, shape: Shape) -> str:
    """Return JSON text as it stands, once it is known to be one value."""
    try:
        loads(text)
    except RecursionError:
        raise problems.NotJson(
            place, expected=f"{shape} as JSON", found="a value nested too deep"
        ) from None
    except ValueError as error:
        raise problems.NotJson(place, expected=f"{shape} as JSON", found=str(error)) from None
    return text
