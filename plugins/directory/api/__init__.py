"""The API of the directory: entries as lists, and as documents of HSDS."""

from plugins.directory.api.entries import blueprint

__all__ = ["blueprint"]
