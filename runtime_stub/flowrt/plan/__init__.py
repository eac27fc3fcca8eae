"""The static execution plan: what an archive's flows are, where they wait, and what starts them."""
