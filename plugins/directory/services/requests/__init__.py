"""The yearly check by letter: ask, send, remind, take the answer, settle corrections (P47)."""
