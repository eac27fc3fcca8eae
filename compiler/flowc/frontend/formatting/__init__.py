"""The canonical layout of flows; `flowc.frontend.format` puts it to use."""
