"""Verbs of the directory: keep entries, check them, load what is shipped, add and hide in a branch."""
