"""What every stage speaks: sources, spans, diagnostics and how they are shown."""
