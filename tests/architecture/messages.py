"""All messages of the compiler, as the `errors` modules of its stages declare them."""

import importlib
import pkgutil

import flowc
from flowc.text.diagnostic import Diagnostic
from flowc.text.explain import diagnostic_classes


def load_errors() -> tuple[type[Diagnostic], ...]:
    """Import every `errors` module of the compiler; return the classes that have a code."""
    for module in pkgutil.walk_packages(flowc.__path__, "flowc."):
        if "errors" in module.name.split("."):
            importlib.import_module(module.name)
    return tuple(one for one in diagnostic_classes() if one.__module__.startswith("flowc."))


CLASSES = load_errors()
