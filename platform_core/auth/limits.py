"""Coarse limits of requests by network, in Redis if there is one, else in this process's memory."""

import hmac

from flask import Flask, request
from flask_limiter import Limiter

from platform_core.auth.kit import current_kit
from platform_core.auth.throttle import address_bucket
from platform_core.settings import Settings

SIGN_IN_RATE = "120 per minute"
"""A whole school may sign in through one address at eight in the morning."""


def bucket_key() -> str:
    """Name the network that the request comes from by a keyed hash: no address is stored."""
    bucket = address_bucket(request.remote_addr)
    return hmac.new(current_kit().secret, f"limit\n{bucket}".encode(), "sha256").hexdigest()


limiter = Limiter(bucket_key)


def install_limits(app: Flask, settings: Settings) -> None:
    """Bind the limits; if Redis goes away, each process counts for itself until it is back."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    app.config["RATELIMIT_STRATEGY"] = "fixed-window"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = settings.redis_url is not None
    limiter.init_app(app)
    app.extensions.setdefault("qorgau_test_resets", []).append(limiter.reset)
