"""The switchboard: which module is on in which branch, and with which settings.

Stands above audit and auth, which themselves stand on `tenancy`, where the rows lie.
"""
