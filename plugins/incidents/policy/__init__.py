"""Decide what the policy text decides about reports, incidents, risk and figures.

Pure: frozen dataclasses go in, decisions with their clause come out. Everything speaks in codes;
the words for each code in three languages are in ``plugins.incidents.data``.
"""
