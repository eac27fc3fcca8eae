"""What was found, said without a character of it: messages go to logs, and input does not.

Of what stands in JSON the codec says it (`runtime_stub/codec/kind.zig`); this is for words of a
command line or an address, and for what other people's code raises.
"""

from __future__ import annotations

_NAME = "[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*"
_LONGEST = 64


def text_kind(text: str) -> str:
    """Return "a text of 12 characters"."""
    if not text:
        return "an empty text"
    return f"a text of {len(text)} character" + ("" if len(text) == 1 else "s")


def name_or_kind(text: str) -> str:
    """Return what may be a mistyped name as it is, so that it is seen; of all else the kind."""
    import re  # noqa: PLC0415 - it takes 4 ms, and most have nothing to tell

    return text if len(text) <= _LONGEST and re.fullmatch(_NAME, text) else text_kind(text)


def without_password(url: str) -> str:
    """Return an address without the name and the password that may stand in it."""
    import re  # noqa: PLC0415 - the same

    return re.sub("//[^/]*@", "//", url)


def is_interrupt(error: BaseException | None) -> bool:
    """Whether it is an interrupt, or came of one, as what Python raises where it makes a class."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def raised(error: BaseException) -> str:
    """Return what was raised and where, "ValueError at prices.py:17".

    The words of an exception are left out, since they may quote a value.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = type(error).__name__
    if trace is None:
        return name
    file = trace.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
    return f"{name} at {file}:{trace.tb_lineno}"
