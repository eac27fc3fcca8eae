"""What a number in the text is: a whole one, a float, a length of time, or a mistake."""

from dataclasses import dataclass

from flowc.frontend import errors
from flowc.frontend.parsing import literals
from flowc.text.diagnostic import Error
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Number:
    """The token that a number is; a mistaken one is replaced by one that is as good as any."""

    kind: str
    text: str
    mistake: Error | None = None


def number(text: str, span: Span) -> Number:
    """Tell what a number is that stands at `span`."""
    if literals.is_duration(text):
        return _duration(text, span)
    whole = literals.is_integer(text)
    if not whole and not literals.is_float(text):
        if literals.is_like_duration(text):
            return _no_duration(text, span)
        return Number("INT", "0", errors.BadNumber(text, span=span))
    if not literals.fits(text):
        return Number("INT", "0", errors.NumberTooLarge(whole, span=span))
    return Number("INT" if whole else "FLOAT", text)


def _duration(text: str, span: Span) -> Number:
    digits = text.rstrip("umsh")
    if literals.fits(digits) and literals.micros(text) <= literals.MOST_MICROS:
        return Number("DURATION", text)
    return _no_duration(text, span)


def _no_duration(text: str, span: Span) -> Number:
    return Number("DURATION", "1s", errors.BadDuration(text, span=span))
