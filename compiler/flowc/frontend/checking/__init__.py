"""The parts of the checker; `check.check` is the front door.

Each file takes one kind of the tree's nodes to the typed tree through a `Context`.
"""
