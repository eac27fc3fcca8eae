"""Passes over the graph; each keeps what a flow computes."""
