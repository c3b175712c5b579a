"""The fences between branches: scopes, the session guard, kinds of table, roles and row-level security."""
