"""Components made large without more code: their inner modules get a section that means nothing."""

from flowc.produce import sections
from flowc.produce.sections import COMPONENT, CORE_MODULE, leb128, walk


def grown(component: bytes, by: int = 5000, *, inside: bool = False) -> bytes:
    """Return a component whose modules, or those of the components inside it, are larger."""
    filler = b"\0" + leb128(by + 4) + b"\3any" + bytes(by)
    out = bytearray(component[: sections.PREAMBLE])
    for kind, start, end in walk(component):
        body = component[start:end]
        if kind == COMPONENT:
            body = grown(body, by, inside=True)
        elif kind == CORE_MODULE and inside:
            body += filler
        out += bytes([kind]) + leb128(len(body)) + body
    return bytes(out)
