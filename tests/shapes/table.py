"""The same inputs for every shape of an archive, and what each must give: a result or a code."""

import re
from dataclasses import dataclass

_BYTE = re.compile(r" ?\(byte \d+\)$")


@dataclass(frozen=True)
class Case:
    """A flow of the shop in `tests.serve.served`, its parameters as JSON, and what comes of it.

    That is `result`, the exact text, or the `code` of the problem or fault and, where there is one,
    the `path` that it names.
    """

    flow: str
    parameters: str
    result: str | None = None
    code: str = ""
    path: str = ""

    def __str__(self) -> str:
        return f"{self.flow}-{self.code or 'well'}"


@dataclass(frozen=True)
class Outcome:
    """What a shape gave."""

    result: str | None
    code: str = ""
    path: str = ""


def told(code: str, place: str) -> Outcome:
    """Return the outcome of a problem; where in the text it was is no part of it."""
    return Outcome(None, code, _BYTE.sub("", place))


LINE = '{"sku":"a","quantity":3}'
CASES = (
    Case("price", f'{{"lines":[{LINE},{LINE}],"size":"large"}}', "12"),
    Case("price", f'{{"lines":[{LINE}],"extras":["gift"]}}', "3"),
    Case("pay", '{"payment":"cash"}', '{"err":"no cash"}'),
    Case("pay", '{"payment":{"card":"4\\u00e9\\n"}}', '{"ok":{"card":"4é\\n"}}'),
    Case("pay", '{"payment":{"split":[1.5,-0.0,1e300]}}', '{"ok":{"split":[1.5,-0.0,1e+300]}}'),
    Case("greet", "{}", '"Hello, world!"'),
    Case("greet", '{"name":"\\"𝄞"}', '"Hello, \\"𝄞!"'),
    Case("few", '{"x":9}', "9"),
    Case("few", '{"x":10}', code="R410"),
    Case("few", '{"x":', code="R401", path="x"),
    Case("few", '{"x":"9"}', code="R402", path="x"),
    Case("few", '{"x":4294967296}', code="R403", path="x"),
    Case("few", "{}", code="R404", path="x"),
    Case("few", '{"x":1,"y":2}', code="R405"),
    Case("few", '{"x":1,"x":2}', code="R406", path="x"),
    Case("price", '{"lines":[],"size":"huge"}', code="R407", path="size"),
    Case("price", '{"lines":[{"sku":"a","quantity":-1}]}', code="R403", path="lines[0].quantity"),
)
