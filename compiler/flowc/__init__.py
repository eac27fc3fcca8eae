"""flowc: compiles typed flows over WebAssembly components into one signed archive."""

__version__ = "0.1.0"
