"""Visitors (P9–P12, P19, A5): who is invited, who stands at the desk, who is inside and with whom.

A person enters by agreement, shows a document, reads the guidance and is never left alone; the module
keeps that chain from the invitation to the way out. Software advises, the desk decides and is recorded.
"""
