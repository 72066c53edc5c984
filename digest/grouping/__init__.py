"""Group the published articles by topic, tag and period. Pure: `now` is an argument."""
