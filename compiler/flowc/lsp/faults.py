"""Faults while an editor is answered: logged, and answered with nothing; the server lives on."""

import logging
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from flowc.lsp import rename


class RequestFailed(JsonRpcException):
    """An answer that is no: the editor shows its text."""

    CODE = lsp.LSPErrorCodes.RequestFailed.value
    MESSAGE = "request failed"


def guarded(work: Callable[..., Any]) -> Callable[..., Any]:
    """Return work that logs a fault of ours and then gives nothing."""

    def run(*args: Any) -> Any:
        try:
            return work(*args)
        except Exception as fault:  # noqa: BLE001 - the server outlives any fault
            return _failed(fault)

    return run


async def patiently(work: Callable[..., Coroutine[Any, Any, Any]], *args: Any) -> Any:
    """Wait for work; log a fault of ours and then give nothing."""
    try:
        return await work(*args)
    except Exception as fault:  # noqa: BLE001 - the server outlives any fault
        return _failed(fault)


def _failed(fault: Exception) -> None:
    if isinstance(fault, rename.Refused):
        raise RequestFailed(str(fault)) from None
    text = "".join(traceback.format_exception(fault))
    logging.getLogger("flowc.lsp").error("%s", text)
