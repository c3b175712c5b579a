"""The demonstration: made-up people, accounts and history for branches that are real only in name.

The same branch always gets the same people: chance is seeded by the branch's code. What is there
already is left alone, so starting again destroys nothing.
"""
