"""Whole sites, and what is made of them to the byte."""
