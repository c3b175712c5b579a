"""The trail's pages: who did and saw what, for the auditor and for a branch's head; never content.

Stands above `auth`, which itself records in `audit`, where the entries lie.
"""
