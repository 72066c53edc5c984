"""Groups what is published now, by topic, tag and period. Pure: `now` comes in as a value."""
