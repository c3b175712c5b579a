"""Reads of the directory, as documents of HSDS and as frozen view models."""
