"""The static execution plan: entries, segments and cut points."""

from flowc.plan.build import build, with_sites

__all__ = ["build", "with_sites"]
