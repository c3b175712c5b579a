"""Who may enter: `@requires("…")` or `@public("…")` on every route; a test finds a route with neither.

    @blueprint.get("/journal")
    @requires("incidents.journal.read")
    def journal() -> str: ...

    class JournalList(MethodView):
        @requires("incidents.journal.read")      # above smorest's own decorators
        def get(self) -> ...: ...

Nobody signed in: the login page, or 401 for the API. Signed in without a membership here: 404, as if
the branch did not exist. Lacking the permission: 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Request, abort, redirect, request, url_for
from flask.views import View
from werkzeug.wrappers import Response

from platform_core.auth.identity import API_PREFIX, bearer_of, identify, token_use
from platform_core.errors import Forbidden, NotFound, Unauthorised
from platform_core.isolation.actor import Actor
from platform_core.tenancy.middleware import current_branch, request_actor

REQUIRES, PUBLIC = "__requires__", "__public__"
OWN_ACCOUNT = "core.account.own"
_SAFE = {"GET", "HEAD"}
_View = TypeVar("_View", bound=Callable[..., Any])


def requires(permission: str) -> Callable[[_View], _View]:
    """Let in only who holds `permission` in the branch of the address; for functions and `View` classes."""
    return _marker(REQUIRES, permission, lambda: require(permission))


def signed_in(view: _View) -> _View:
    """Let in whoever is signed in by cookie, in whatever branch: one's own account, the choice of branch."""
    return _marker(REQUIRES, OWN_ACCOUNT, require_sign_in)(view)


def member(view: _View) -> _View:
    """Let in whoever may act in the branch of the address, person or program, with whatever permission."""
    return _marker(REQUIRES, OWN_ACCOUNT, require_member)(view)


def public(reason: str) -> Callable[[_View], _View]:
    """Let everybody in, and say why; the reason is shown by the test that lists public routes."""
    if not reason.strip():
        raise ValueError("a public route says why it is public")
    return _marker(PUBLIC, reason, None)


def require(permission: str) -> Actor:
    """Return who acts, or refuse; for a check inside a view."""
    actor = require_member()
    if not actor.can(permission):
        raise Forbidden(permission)
    return actor


def require_member() -> Actor:
    """Return who acts in the branch of the address, or refuse strangers."""
    actor = request_actor() if current_branch() else None
    if actor is None:
        _refuse_stranger()
        raise NotFound
    return actor


def require_sign_in() -> None:
    """Refuse whoever is not signed in by cookie."""
    if identify(request) is None:
        _send_to_login()


def can(permission: str) -> bool:
    """Tell whether who acts in this branch holds `permission`; for templates and views."""
    actor = request_actor() if current_branch() else None
    return actor is not None and actor.can(permission)


def declared_access(view: Callable[..., Any], method: str = "GET") -> tuple[str, str] | None:
    """Return `("requires", permission)` or `("public", reason)` of a route, for the architecture test."""
    view_class = getattr(view, "view_class", None)
    candidates = (getattr(view_class, method.lower(), None), view_class, view)
    for candidate in candidates:
        for kind, mark in (("requires", REQUIRES), ("public", PUBLIC)):
            value = getattr(candidate, mark, None)
            if value is not None:
                return kind, value
    return None


def is_api(asked: Request) -> bool:
    """Tell whether a request speaks to the API, so that refusals are problems and not pages."""
    return asked.path.startswith(API_PREFIX)


def _marker(name: str, value: str, check: Callable[[], object] | None) -> Callable[[_View], _View]:
    def mark(view: _View) -> _View:
        if isinstance(view, type) and issubclass(view, View):
            if check is not None:
                view.decorators = [*view.decorators, lambda inner: _checked(inner, check)]
            setattr(view, name, value)
            return view
        marked = view if check is None else _checked(view, check)
        setattr(marked, name, value)
        return marked

    return mark


def _checked(view: _View, check: Callable[[], object]) -> _View:
    @wraps(view)
    def checked(*args: Any, **values: Any) -> Any:
        check()
        return view(*args, **values)

    return checked  # type: ignore[return-value]


def _refuse_stranger() -> None:
    """Answer a stranger: sign in if nobody is, else nothing is here."""
    if bearer_of(request) is not None:
        if token_use(request) is None:
            raise Unauthorised
    elif identify(request) is None:
        _send_to_login()


def _send_to_login() -> None:
    if is_api(request):
        raise Unauthorised
    target = request.full_path.rstrip("?") if request.method in _SAFE else None
    address = url_for("auth.login", next=target)
    if request.headers.get("HX-Request") == "true":
        # a redirect would put the login page into a corner of the page at hand
        abort(Response(status=401, headers={"HX-Redirect": url_for("auth.login")}))
    abort(redirect(address))
