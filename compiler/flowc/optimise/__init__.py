"""Passes over the graph; each keeps what a flow computes."""

from flowc.optimise.passes import DEFAULT_PASSES, Pass, run

__all__ = ["DEFAULT_PASSES", "Pass", "run"]
