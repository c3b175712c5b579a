"""The rules of the directory: what may be shown to whom, when it must be checked, what a phone is."""
