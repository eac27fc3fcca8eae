"""Flows cut into segments: what runs between two places where a flow waits, as flows again."""

from flowc.segment.program import Cut, CutKind, Segmented
from flowc.segment.run import run

__all__ = ["Cut", "CutKind", "Segmented", "run"]
