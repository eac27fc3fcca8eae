"""Values as people write them, in flags and in addresses: text to the JSON of a type.

Text stands for itself where a `string`, a `char` or an `enum` is expected, a number is one of JSON,
and anything compound is JSON.
"""

import json
import re

from flowrt.plan.shapes import EnumOf, FlagsOf, OptionOf, Prim, Shape, VariantOf
from flowrt.problems.errors import NotJson, WrongKind
from flowrt.problems.kinds import text_kind

BOOLS = ("true", "false")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def json_of(shape: Shape, text: str, place: str) -> str:
    """Return the JSON of a value that a person wrote; raises `WrongKind` or `NotJson`."""
    match shape:
        case Prim("string" | "char") | EnumOf():
            return json.dumps(text, ensure_ascii=False)
        case Prim("bool"):
            if text not in BOOLS:
                raise WrongKind(place, expected="true or false", found=text_kind(text))
            return text
        case Prim(name):
            if not _NUMBER.fullmatch(text):
                raise WrongKind(place, expected=name, found=text_kind(text))
            return text
        case OptionOf(OptionOf()):
            return _json(text, place, shape)
        case OptionOf(some):
            is_none = text == "null" and some != Prim("string")
            return text if is_none else json_of(some, text, place)
        case VariantOf(_, cases) if (text, None) in cases:
            return json.dumps(text)
        case FlagsOf() if not text.startswith("["):
            return json.dumps([label.strip() for label in text.split(",") if label.strip()])
        case _:
            return _json(text, place, shape)


def _json(text: str, place: str, shape: Shape) -> str:
    """Return JSON text as it stands, once it is known to be one value."""
    try:
        json.loads(text)
    except RecursionError:
        raise NotJson(place, expected=f"{shape} as JSON", found="a value nested too deep") from None
    except ValueError as error:
        raise NotJson(place, expected=f"{shape} as JSON", found=str(error)) from None
    return text
