"""An OpenID Connect provider in this process: real keys, real tokens, reached through HTTP's own adapter."""

import base64
import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from requests import ConnectionError as Unreachable
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from platform_core.clock import now

HOST = "login.school.example"
ISSUER = f"https://{HOST}"
CLIENT, SECRET = "qorgau", "a secret of the client"


@dataclass
class FakeProvider:
    """Who it says has signed in (`claims`), and how it misbehaves; `asked` is every address it was asked."""

    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "subject-1"})
    changes: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    published: RSAKey | None = None
    is_down: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorise(self, address: str) -> dict[str, str]:
        """Sign somebody in who came by `address`, and return what the browser brings back."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (parts.scheme, parts.netloc, parts.path) == ("https", HOST, "/authorize")
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"].split()[0] == "openid"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def id_token(self, asked: dict[str, str]) -> str:
        """Sign a token for a request; `changes` spoil it."""
        moment = int(now().timestamp())
        said = {"iss": ISSUER, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": asked["nonce"]}
        said |= self.claims
        claims = {name: value for name, value in {**said, **self.changes}.items() if value is not None}
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key, [self.algorithm])

    def app(self) -> Flask:
        """Speak HTTP as providers do."""
        app = Flask("provider")

        @app.get("/.well-known/openid-configuration")
        def discovery() -> Any:
            return jsonify(
                {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token",
                    "jwks_uri": f"{ISSUER}/keys",
                    **self.metadata,
                }
            )

        @app.get("/keys")
        def keys() -> Any:
            return jsonify({"keys": [(self.published or self.key).as_dict(private=False)]})

        @app.post("/token")
        def token() -> Any:
            given, asked = request.form, self.codes.pop(request.form.get("code", ""), None)
            login = request.authorization
            if login is None or (login.username, login.password) != (CLIENT, SECRET):
                return jsonify({"error": "invalid_client"}), 401
            if asked is None or given["redirect_uri"] != asked["redirect_uri"] or not _proves(given, asked):
                return jsonify({"error": "invalid_grant"}), 400
            return jsonify({"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(asked)})

        return app


def _proves(given: Any, asked: dict[str, str]) -> bool:
    digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]


class InProcess(BaseAdapter):
    """Carry HTTP to the provider without a network."""

    def __init__(self, provider: FakeProvider) -> None:
        super().__init__()
        self.provider = provider

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        """Ask the provider; every request must come with time-outs."""
        assert options["timeout"]
        self.provider.asked.append(str(request.url))
        if self.provider.is_down:
            raise Unreachable(request=request)
        client = self.provider.app().test_client()
        told = client.open(
            str(request.url), method=request.method, headers=dict(request.headers), data=request.body
        )
        answer = Response()
        answer.status_code, answer.url, answer.request = told.status_code, str(request.url), request
        answer.headers.update(told.headers)
        answer.raw = BytesIO(told.data)
        return answer

    def close(self) -> None:
        """Nothing is open."""
