"""Logins of PostgreSQL: a name and a password for each role, derived and never configured."""

import base64

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import URL


def role_name(url: URL, role: str) -> str:
    """Return the login of `role`; logins are cluster-wide, so the database's name is part of it."""
    return f"{url.database}_{role}"


LOGINS = "database logins"
"""Names the secret of the keyring from which the passwords come."""


def role_password(secret: bytes, role: str) -> str:
    """Derive the password of `role` from a secret that outlives the rotation of the master key."""
    info = b"qorgau database login " + role.encode()
    key = HKDF(algorithm=SHA256(), length=24, salt=None, info=info).derive(secret)
    return base64.urlsafe_b64encode(key).decode()
