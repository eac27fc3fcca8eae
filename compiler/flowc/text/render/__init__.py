"""Ordered diagnostics and sources in, text out: one small file for each format."""
