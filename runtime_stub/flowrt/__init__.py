"""flowrt: verifies a sealed flow archive and runs it."""
