"""The signed archive: a plan and its component, made tamper-evident."""
