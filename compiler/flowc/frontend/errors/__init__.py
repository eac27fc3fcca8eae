"""The front end's diagnostics, one class per kind of mistake; a class's docstring explains it."""
