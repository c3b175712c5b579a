"""The directory of help (P32, P47, A10): who helps whom, where, and how they are reached.

The centre keeps the network's list in the words of Human Services Data (HSDS 3.0); a branch adds
services near it and may hide an entry of the network, but not alter it. Nothing that does not parse is
dropped or guessed; an address that must stay secret never leaves its branch.
"""
