"""Branches as tenants: who they are, and the guard that keeps each to its own."""
