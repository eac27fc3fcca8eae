"""Where an archive comes from: all that is sealed, with what it is made of and how it was made.

`whole` makes an archive, before it is signed, of what was compiled and what was asked. Nothing
here reads a file, a clock or the environment, so that the same build gives the same bytes.
"""

from flowc.origin.moments import LAST
from flowc.origin.sbom import sbom
from flowc.origin.statement import Request, read_request
from flowc.origin.whole import Whole, whole

__all__ = ["LAST", "Request", "Whole", "read_request", "sbom", "whole"]
