"""The same flow in browsers and in Node: one ES module, its types, and a page that needs no server.

The fused component is made into JavaScript by a transpiler that is itself WebAssembly, so that no
Node is needed here.
"""

from flowc.web.files import files

__all__ = ["files"]
