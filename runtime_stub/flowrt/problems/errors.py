"""What can happen with the values that a flow is given and gives, and with how it is run: R4xx.

R401 to R409 are mistakes in the values (exit 1); R410 and up, most of which are in `faults`, are
faults of a run (exit 4).
"""

from __future__ import annotations

from flowrt.problems.kinds import name_or_kind
from flowrt.problems.report import BadInput, Problem


class UnknownFlow(BadInput):
    """The archive exports no flow of this name; on a command line that is a mistake of usage.

    ```
    flowrt run shop.flowpack chekout
    ```
    """

    exit_code = 2
    code = "R400"
    title = "the archive has no such flow"
    help = "use one of the expected names"

    def __init__(self, path: str, *, expected: str = "", found: object = "") -> None:
        super().__init__(path, expected=expected, found=name_or_kind(str(found)))


class NotJson(BadInput):
    """The input is not a JSON text: a comma too many, a missing quote, something after its end.

    ```
    {"quantity": 3,}
    ```

    Text that is not valid UTF-8, or that escapes half a surrogate pair, is no JSON text either.
    """

    code = "R401"
    title = "the input is not JSON"
    help = "correct the text at the named place"


class WrongKind(BadInput):
    """A value is of another JSON kind than its type is written in: text where a number belongs.

    For `quantity: u32`:

    ```
    {"quantity": "3"}
    ```
    """

    code = "R402"
    title = "a value is of the wrong kind"
    help = "give a value of the expected type"


class OutOfRange(BadInput):
    """A number does not fit its type, or is not whole where the type is an integer.

    For `quantity: u8`:

    ```
    {"quantity": 256}
    ```

    Numbers are never rounded, wrapped or clamped to make them fit.
    """

    code = "R403"
    title = "a number does not fit its type"
    help = "give a number within the range of the expected type"


class MissingField(BadInput):
    """A field or parameter that has no default was not given.

    For `sku: string, quantity: u32`:

    ```
    {"sku": "a"}
    ```
    """

    code = "R404"
    title = "a field is missing"
    help = "add the field; only one of an option type or with a default may be left out"


class UnknownField(BadInput):
    """A field or parameter was given that the type does not have.

    For `sku: string, quantity: u32`:

    ```
    {"sku": "a", "quantity": 3, "colour": "red"}
    ```
    """

    code = "R405"
    title = "a field is not one of the type's"
    help = "remove the field or correct its name"


class RepeatedField(BadInput):
    """A field, parameter or label was given twice; which of the two was meant cannot be known.

    ```
    {"quantity": 3, "quantity": 4}
    ```
    """

    code = "R406"
    title = "a field is given twice"
    help = "remove one of the two"


class UnknownCase(BadInput):
    """A case of a variant or enum, or a label of flags, that the type does not have.

    For `size: size`, where `enum size { small, large }`:

    ```
    {"size": "medium"}
    ```
    """

    code = "R407"
    title = "this is not a case of the type"
    help = "use one of the expected names"


class TooLarge(BadInput):
    """The input is longer, or nested deeper, than the limits of the archive allow."""

    code = "R408"
    title = "the input is larger than its limit"
    help = "give a smaller input, or build the archive with higher limits"


class Unprintable(BadInput):
    """A flow gave a value that JSON cannot express, such as a float that is not a number.

    The input was well; the flow, or a component that it calls, made the value.
    """

    level = "fault"
    exit_code = 4
    code = "R409"
    title = "the result cannot be written as JSON"
    help = "have the flow give an option or a result where a number may be missing"


class BadStep(BadInput):
    """A step that was kept is not one of this archive's, or is not one at all.

    A flow that waits goes on in any process that has the same archive; another build of the same
    package may be cut elsewhere, so its steps are another's.
    """

    code = "R431"
    title = "this is no step of the archive's flows"
    help = "go on with the archive that the step was made with"


class LacksCompiler(Problem):
    """A command needs the compiler, and only what runs archives is installed.

    ```
    pip install 'flowc[compile]'
    flowrt recut shop.flowpack --cut pricing --key flowc.key --output cut.flowpack
    ```

    To cut an archive otherwise its flows are compiled again, which `flowc` does, here or elsewhere:
    `flowc recut` takes the same words.
    """

    code = "R433"
    title = "the compiler is not installed"
    help = "install `flowc[compile]`, or run `flowc recut` where it is"

    def __init__(self, asked: str) -> None:
        super().__init__("", ("asked", asked))


_OF_CODEC = (
    NotJson, WrongKind, OutOfRange, MissingField, UnknownField, RepeatedField, UnknownCase,
    TooLarge, Unprintable,
)  # fmt: skip


def codec_fault(report: dict[str, object]) -> BadInput:
    """Return the problem that the text door reports as JSON: code, path, expected, found, at.

    Raises KeyError where the code is none of R401 to R409: then the component has another codec.
    """
    known = {cls.code: cls for cls in _OF_CODEC}
    cls = known[str(report["code"])]
    at = report.get("at")
    path = str(report.get("path", ""))
    place = path if at is None else f"{path} (byte {at})".strip()
    return cls(place, expected=str(report["expected"]), found=str(report["found"]))
