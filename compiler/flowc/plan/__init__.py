"""The static execution plan: entries, segments and cut points."""

from flowc.plan.build import build, capabilities, with_sites
from flowc.plan.code import (
    require_code,
    require_sound_cuts,
    require_values,
)
from flowc.plan.cuts import with_cuts
from flowc.plan.imports import IN_TESTS, merge_imports
from flowc.plan.notes import SiteNote
from flowc.plan.parts import with_parts

__all__ = [
    "IN_TESTS",
    "SiteNote",
    "build",
    "capabilities",
    "merge_imports",
    "require_code",
    "require_sound_cuts",
    "require_values",
    "with_cuts",
    "with_parts",
    "with_sites",
]
