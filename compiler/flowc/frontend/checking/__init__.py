"""The parts of the checker; `check.check` is the front door.

`packages` reads what is declared, `injection` what stands for imports; then each flow of `flows`
and each test of `trials` goes through `dispatch`, a function for every kind of expression, which
takes the tree's nodes to the typed tree through a `Context`. `inference` finds out the types.
"""
