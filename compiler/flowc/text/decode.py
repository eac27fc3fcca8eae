"""Bytes of a source to a `SourceFile`: UTF-8, with or without a byte order mark.

The mark is dropped, so offsets count from the first character that an editor shows.
"""

from flowc.text.errors import HoldsAKey, NotUtf8
from flowc.text.report import Report
from flowc.text.source import SourceFile

KEY = b"PRIVATE KEY-----"


def decode(path: str, data: bytes, report: Report) -> SourceFile:
    """Return the source that `data` spells; report F002 and raise `Stopped` if it is not UTF-8.

    What holds a private key is no source, as mistakes would quote it: F040.
    """
    if KEY in data:
        raise report.fail(HoldsAKey(path))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise report.fail(NotUtf8(path, data[error.start], error.start)) from None
    return SourceFile(path, text.removeprefix("\ufeff"))
