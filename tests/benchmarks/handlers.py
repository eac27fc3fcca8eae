"""What `serving.py` compares with: handlers for the same server, run by `uvicorn` itself.

`constant` answers a constant; `component` calls the fused component of $COMPONENT by wasmtime-py's
public interface, in a fresh instance for each request.
"""

import json
import os
from pathlib import Path
from typing import Any

ANSWER = b'"Hello, Ada!"'


async def constant(_scope: Any, receive: Any, send: Any) -> None:
    """Read the body and answer a constant."""
    await receive()
    await _answer(send, ANSWER)


async def _answer(send: Any, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if "COMPONENT" in os.environ:
    import wasmtime
    from wasmtime import component as wc

    _ENGINE = wasmtime.Engine()
    _CODE = wc.Component(_ENGINE, Path(os.environ["COMPONENT"]).read_bytes())
    _LINKER = wc.Linker(_ENGINE)
    _INTERFACE = os.environ["INTERFACE"]

    async def component(_scope: Any, receive: Any, send: Any) -> None:
        """Call the component on the body's name."""
        name = json.loads((await receive())["body"])["name"]
        store = wasmtime.Store(_ENGINE)
        instance = _LINKER.instantiate(store, _CODE)
        within = instance.get_export_index(store, _INTERFACE)
        index = instance.get_export_index(store, "hello", within)
        assert index is not None
        function = instance.get_func(store, index)
        assert function is not None
        result = function(store, name)
        store.close()
        await _answer(send, json.dumps(result).encode())
