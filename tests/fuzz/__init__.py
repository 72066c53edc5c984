"""Thousands of hostile articles and newspaper texts through the whole build; and the running time for growing texts."""
