"""Database roles: each scope works as one of them, and on PostgreSQL each is a login of its own."""

from enum import StrEnum


class Role(StrEnum):
    """Name a database role; none of them owns a table and none can become another."""

    BRANCH = "branch"
    CENTRAL_READ = "central_read"
    CATALOGUE = "catalogue"
    REGISTER = "register"
    AUTH = "auth"
    RELAY = "relay"
    RECORDER = "recorder"


SELECT, INSERT, UPDATE, DELETE = "select", "insert", "update", "delete"
ALL_OPERATIONS = frozenset({SELECT, INSERT, UPDATE, DELETE})
