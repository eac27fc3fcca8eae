"""`use .. with { .. }`: what satisfies the imports of components."""
