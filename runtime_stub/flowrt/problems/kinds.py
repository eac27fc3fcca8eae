"""What was found, said without a character of it: messages go to logs, and input does not.

Of what stands in JSON the codec says it (`runtime_stub/codec/kind.zig`); this is for words of a
command line or an address, and for what other people's code raises.
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_LONGEST = 64
_FOLDERS = re.compile(r".*[\\/]")
_PASSWORD = re.compile(r"//[^/]*@")


def text_kind(text: str) -> str:
    """Return "a text of 12 characters"."""
    if not text:
        return "an empty text"
    return f"a text of {len(text)} character" + ("" if len(text) == 1 else "s")


def name_or_kind(text: str) -> str:
    """Return what may be a mistyped name as it is, so that it is seen; of all else the kind."""
    return text if len(text) <= _LONGEST and _NAME.fullmatch(text) else text_kind(text)


def without_password(url: str) -> str:
    """Return an address without the name and the password that may stand in it."""
    return _PASSWORD.sub("//", url)


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
    return f"{name} at {_FOLDERS.sub('', trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
