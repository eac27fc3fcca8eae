"""What components see of the system: WASI, by the engine, or by what stands before it."""
