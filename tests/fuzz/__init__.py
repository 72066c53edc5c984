"""Hostile articles and newspaper texts by the thousand, through the whole build; and texts that grow, and the time they take."""
