"""Whom to turn to: the safety service's own contacts of a branch (P32), and what modules know (P47)."""
