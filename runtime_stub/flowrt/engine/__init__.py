"""The WebAssembly engine, through the C interface of the library that wasmtime's wheel holds."""
