"""Benchmarks; each is a separate script."""
