"""Hypothesis strategies for file names that cause problems on some system."""

from __future__ import annotations

from hypothesis import strategies as st

ANY = st.text(st.characters(codec=None), max_size=120)  # surrogates too
HARD = st.text(st.sampled_from('ab./\\:*?"<>| ~-_%#\0\x1f\x7f\u0301\u200b\u202eİıßẞﬀ한ᄒ\ud800CONnul'), max_size=20)
NAMES = (
    ANY
    | HARD
    | st.sampled_from(["con", "NUL", "aux.md", "com1", "lpt¹", "..", ".", "", " ", "index", "tags", "a" * 300, "가" * 40])
)
