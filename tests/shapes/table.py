"""The same inputs for every shape of an archive, and what each must give: a result or a code."""

import re
from dataclasses import dataclass, field
from typing import Any

_BYTE = re.compile(r" ?\(byte \d+\)$")


@dataclass(frozen=True)
class Case:
    """A flow of the shop in `tests.serve.served`, its parameters as JSON, and what comes of it.

    That is `result`, the exact text, or the `code` of the problem or fault and, where there is one,
    the `path` that it names and what kind of thing was `found` there.
    """

    flow: str
    parameters: str
    result: str | None = None
    code: str = ""
    path: str = ""
    found: str = ""

    def __str__(self) -> str:
        return f"{self.flow}-{self.code or 'well'}"


@dataclass(frozen=True)
class Outcome:
    """What a shape gave, and all that it `said` of what did not go well."""

    result: str | None
    code: str = ""
    path: str = ""
    found: str = ""
    said: str = field(default="", compare=False)


def told(code: str, place: str, found: str, said: object) -> Outcome:
    """Return the outcome of a problem; where in the text it was is no part of it."""
    return Outcome(None, code, _BYTE.sub("", place), found, f"{said}")


def of_document(problem: dict[str, Any], within: str = "") -> Outcome:
    """Return the outcome that a problem document tells of."""
    path = problem.get("path", "").removeprefix(within).strip()
    return told(problem["code"], path, problem.get("found", ""), problem)


SECRET, NUMBER = "the-canary-of-input", "31415926535897"
LENGTH = f"{len(SECRET)} characters"
NAME, NAME_OF_4, OTHER = f"a name of {LENGTH}", "a name of 4 characters", "another one"
BELOW, QUANTITY, CARD = '{"sku":"a","quantity":-1}', "lines[0].quantity", "payment.card"
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
    Case("few", '{"x":', code="R401", path="x", found="end of text"),
    Case("few", '{"x":"9"}', code="R402", path="x", found="a string of 1 character"),
    Case("few", '{"x":4294967296}', code="R403", path="x", found="a number that is too large"),
    Case("few", "{}", code="R404", path="x", found="nothing"),
    Case("few", '{"x":1,"y":2}', code="R405", found="a name of 1 character"),
    Case("few", '{"x":1,"x":2}', code="R406", path="x", found="it again"),
    Case("price", '{"lines":[],"size":"huge"}', code="R407", path="size", found=NAME_OF_4),
    Case("price", f'{{"lines":[{BELOW}]}}', code="R403", path=QUANTITY, found="a negative number"),
    Case("few", f'{{"x":{NUMBER}}}', code="R403", path="x", found="a number that is too large"),
    Case("few", f'{{"x":"{SECRET}"}}', code="R402", path="x", found=f"a string of {LENGTH}"),
    Case("few", f'{{"x":["{SECRET}"]}}', code="R402", path="x", found="an array"),
    Case("few", f'{{"{SECRET}":1}}', code="R405", found=f"a name of {LENGTH}"),
    Case("few", f'{{"x":{SECRET}}}', code="R401", path="x", found="no JSON value"),
    Case("few", f'{{"x":1 "{SECRET}"}}', code="R401", found=f"a string of {LENGTH}"),
    Case("few", f'"{SECRET}"', code="R402", found=f"a string of {LENGTH}"),
    Case("pay", f'{{"payment":{{"{SECRET}":1}}}}', code="R407", path="payment", found=NAME),
    Case(
        "pay",
        f'{{"payment":{{"card":"{SECRET}\\x"}}}}',
        code="R401",
        path=CARD,
        found="another one",
    ),
    Case("greet", f'{{"name":"{SECRET}', code="R401", path="name", found="end of text"),
)
