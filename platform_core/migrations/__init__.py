"""The migration environment and the core's own revisions."""
