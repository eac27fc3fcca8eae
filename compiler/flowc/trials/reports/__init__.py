"""Reports of a run of tests: each form a function from results to text."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from flowc.trials.reports import human, json, junit, tap
from flowc.trials.results import Results

Report: TypeAlias = Callable[[Results], str]

REPORTS: Mapping[str, Report] = {
    "human": human.render,
    "tap": tap.render,
    "junit": junit.render,
    "json": json.render,
}
