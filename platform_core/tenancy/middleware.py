"""From the address to the scope: each request works in one branch, as one actor."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, g, request

from platform_core.errors import NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import PUBLIC_ACTOR, Actor
from platform_core.isolation.scope import Frame, in_branch
from platform_core.tenancy.directory import branch_by_code, remembered_branches

_SAFE = {"GET", "HEAD", "OPTIONS"}
MODULE_OF_BLUEPRINT = "qorgau_module_of_blueprint"
RESOLVE_ACTOR = "qorgau_resolve_actor"
ActorResolver = Callable[[Request, BranchInfo], Actor | None]
_WRITES_ELSEWHERE = "__writes_elsewhere__"
_NAMELESS = "__nameless__"
_TRACELESS = "__traceless__"
_View = TypeVar("_View", bound=Callable[..., Any])


def writes_elsewhere(view: _View) -> _View:
    """Mark a view that writes in another scope than its branch's: a catalogue, or another branch.

    Its own scope is then opened for reading, since a write scope never stands inside another; the
    view opens the one that it writes in.
    """
    setattr(view, _WRITES_ELSEWHERE, True)
    return view


def nameless(view: _View) -> _View:
    """Mark a view at which everybody is nobody, members who are signed in too (P29).

    What is written there, the trail included, then cannot name who wrote it.
    """
    setattr(view, _NAMELESS, True)
    return view


def traceless(view: _View) -> _View:
    """Mark a view that leaves nothing behind: nobody asks, nothing is written, no cookie is set (P29).

    Its scope only reads, whatever the method, so a form on it needs no CSRF token; what is typed there goes
    by POST and stands in no address.
    """
    setattr(view, _TRACELESS, True)
    return nameless(view)


def is_traceless() -> bool:
    """Tell whether the view at hand leaves nothing behind."""
    return _has_mark(_TRACELESS)


def install(app: Flask, resolve_actor: ActorResolver) -> None:
    """Bind the middleware; `resolve_actor` says who asks, and stands above tenancy."""
    app.extensions.setdefault(MODULE_OF_BLUEPRINT, {})
    app.extensions[RESOLVE_ACTOR] = resolve_actor
    app.url_value_preprocessor(_take_branch)
    app.url_defaults(_give_branch)
    app.before_request(_open_scope)
    app.after_request(_close_scope)
    app.teardown_request(_drop_scope)


def current_branch() -> BranchInfo | None:
    """Return the branch of the request, if its address names one."""
    branch: BranchInfo | None = g.get("branch")
    return branch


def request_actor() -> Actor | None:
    """Return who asks in this branch: nobody is `None`, a stranger to the branch too."""
    actor: Actor | None = g.get("actor")
    return actor


def _take_branch(endpoint: str | None, values: dict[str, Any] | None) -> None:
    for name in ("branch", "actor", "frame"):  # an application context may outlive one request
        g.pop(name, None)
    g.branch_code = values.pop("branch", None) if values else None


def _give_branch(endpoint: str, values: dict[str, Any]) -> None:
    code = g.get("branch_code")
    if code and "branch" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "branch"):
        values["branch"] = code


def _open_scope() -> None:
    """Find the branch, refuse a module that is off there, and open the scope of the request."""
    g.scope_stack = ExitStack()
    g.scope_stack.enter_context(remembered_branches())
    if not g.get("branch_code"):
        return
    branch = branch_by_code(g.branch_code)
    _refuse_disabled_module(branch)
    g.branch = branch
    g.actor = None if _has_mark(_NAMELESS) else current_app.extensions[RESOLVE_ACTOR](request, branch)
    actor = g.actor or PUBLIC_ACTOR
    g.frame = g.scope_stack.enter_context(in_branch(branch.id, actor=actor, write=_writes_here()))


def _writes_here() -> bool:
    return request.method not in _SAFE and not _has_mark(_WRITES_ELSEWHERE) and not is_traceless()


def _has_mark(mark: str) -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), mark)


def _refuse_disabled_module(branch: BranchInfo) -> None:
    modules: dict[str, str] = current_app.extensions[MODULE_OF_BLUEPRINT]
    module = modules.get(request.blueprint or "")
    if module is not None and module not in branch.enabled_modules:
        raise NotFound


def _close_scope(response: Response) -> Response:
    """Write the trail and end the scope before the response leaves."""
    stack: ExitStack | None = g.pop("scope_stack", None)
    if stack is not None:
        stack.close()
    return response


def _drop_scope(fault: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("scope_stack", None)
    if stack is not None:
        stack.close()


def current_request_frame() -> Frame | None:
    """Return the frame of the request, for entries gathered while it reads."""
    frame: Frame | None = g.get("frame")
    return frame
