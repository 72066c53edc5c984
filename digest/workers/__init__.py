"""Processes that parse and render: worker pools, and workers of a cluster."""
