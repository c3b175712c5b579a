"""Notices: a row in the reader's inbox, and an e-mail that says no more than that it is there."""
