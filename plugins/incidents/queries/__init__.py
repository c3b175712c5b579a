"""Reads of the module: column tuples of the database made into frozen view models."""
