"""Bind identity to the application: sessions, CSRF, Flask-Login, limits, pages."""

from flask import Flask, Request, g, request
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from platform_core.auth import access
from platform_core.auth.identity import UserSession, bearer_of, identify
from platform_core.auth.kit import install_kit, make_kit
from platform_core.auth.limits import install_limits
from platform_core.auth.sso.discovery import install_discovery
from platform_core.auth.titles import ROLE_TITLES
from platform_core.auth.views import blueprint
from platform_core.hooks.manager import PluginManager
from platform_core.settings import Settings
from platform_core.tenancy.middleware import is_traceless

csrf = CSRFProtect()
_KEPT_BY_EXTENSIONS = ("csrf_token", "csrf_valid", "_login_user")


def install_auth(app: Flask, *, settings: Settings, manager: PluginManager, secret: bytes) -> None:
    """Bind everything; called before the tenancy middleware, which opens no scope for a forged request.

    `secret` (32 bytes) outlives the rotation of the master key: tickets, tokens and second factors do.
    """
    kit = make_kit(settings, manager.manifests.values(), secret=secret)
    install_kit(app, kit)
    app.secret_key = kit.secret
    app.session_interface = kit.sessions
    app.before_request(_forget_previous)
    _install_csrf(app)
    _install_login(app)
    install_limits(app, settings)
    install_discovery(app)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(can=access.can, role_title=ROLE_TITLES.__getitem__)


def _forget_previous() -> None:
    """Drop what extensions keep in `g`: an application context may outlive one request."""
    for name in _KEPT_BY_EXTENSIONS:
        g.pop(name, None)


def _install_csrf(app: Flask) -> None:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # asked below, and not of programs
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # the token ends with its ticket, or with its notes
    app.config["WTF_CSRF_SSL_STRICT"] = False  # our pages send no referrer, for the reporter's sake
    csrf.init_app(app)
    app.before_request(_refuse_forged)


def _refuse_forged() -> None:
    """Ask for the CSRF token on every unsafe request that acts by cookie.

    A program is not asked: neither with its token, nor without, for then it is refused as nobody. Nor is
    a page that writes nothing: a token would need a cookie.
    """
    if is_traceless():
        return
    if bearer_of(request) is not None or (access.is_api(request) and identify(request) is None):
        return
    csrf.protect(apply_exemptions=True)


def _install_login(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # tickets are random, revocable and expire; addresses change
    manager.request_loader(_load_user)
    manager.init_app(app)


def _load_user(asked: Request) -> UserSession | None:
    return identify(asked)
