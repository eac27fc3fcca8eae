"""The static execution plan: entries, segments and cut points."""

from flowc.plan.build import build, with_sites
from flowc.plan.code import require_code

__all__ = ["build", "require_code", "with_sites"]
