"""Processes that read and render: worker pools, a cluster."""
