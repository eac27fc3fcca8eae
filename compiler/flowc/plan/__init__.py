"""The static execution plan: entries, segments and cut points."""
