"""A device with passkeys, in software: makes keys and answers challenges as WebAuthn says."""

import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
AAGUID = bytes(16)


@dataclass
class Device:
    """One authenticator with one key; `verifies` is whether its owner showed finger, face or PIN."""

    origin: str = "https://qorgau.test"
    host: str = "qorgau.test"
    verifies: bool = True
    count: int = 0
    counts: bool = True
    user_handle: bytes = b""
    credential_id: bytes = b"key-0000-0000-01"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any], **changes: Any) -> str:
        """Answer `navigator.credentials.create` with attestation "none"."""
        self.user_handle = base64url_to_bytes(options["user"]["id"])
        attested = AAGUID + struct.pack(">H", len(self.credential_id)) + self.credential_id + self._cose()
        data = self._data(ATTESTED) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": self._client("webauthn.create", options, changes),
            "attestationObject": bytes_to_base64url(statement),
        }
        return self._written(response)

    def answer(self, options: dict[str, Any], **changes: Any) -> str:
        """Answer `navigator.credentials.get`; `changes` tamper with what the client says."""
        self.count += self.counts
        client = self._client("webauthn.get", options, changes)
        data = self._data(0)
        signed = data + hashlib.sha256(base64url_to_bytes(client)).digest()
        response = {
            "clientDataJSON": client,
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(self.key.sign(signed, ec.ECDSA(SHA256()))),
            "userHandle": bytes_to_base64url(changes.get("user_handle", self.user_handle)),
        }
        return self._written(response)

    def _client(self, kind: str, options: dict[str, Any], changes: dict[str, Any]) -> str:
        said = {
            "type": kind,
            "challenge": changes.get("challenge", options["challenge"]),
            "origin": changes.get("origin", self.origin),
            "crossOrigin": False,
        }
        return bytes_to_base64url(json.dumps(said).encode())

    def _data(self, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _cose(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )

    def _written(self, response: dict[str, Any]) -> str:
        shown = bytes_to_base64url(self.credential_id)
        return json.dumps({"id": shown, "rawId": shown, "type": "public-key", "response": response})
