"""Flows: their bodies, annotations and handles, and which of them wait."""
