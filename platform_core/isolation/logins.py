"""Logins of PostgreSQL: a name and a password for each role, derived and never configured."""

import base64

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import URL


def role_name(url: URL, role: str) -> str:
    """Return the login of `role`; logins are cluster-wide, so the database's name is part of it."""
    return f"{url.database}_{role}"


def role_password(master_key: bytes, role: str) -> str:
    """Derive the password of `role` from the master key: one secret less to keep and to leak."""
    info = b"qorgau database login " + role.encode()
    key = HKDF(algorithm=SHA256(), length=24, salt=None, info=info).derive(master_key)
    return base64.urlsafe_b64encode(key).decode()
