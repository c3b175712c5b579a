"""Choose the reader's language: asked for just now, own setting, this browser's, the branch's."""

import hashlib
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from flask import Flask, Response, request

from platform_core.auth.identity import UserSession, identify
from platform_core.i18n.locale import (
    DEFAULT_LANGUAGE,
    DEFAULT_TIMEZONE,
    LANGUAGES,
    begin_reader,
    end_reader,
    is_language,
)
from platform_core.tenancy.middleware import current_branch, is_traceless

COOKIE = "qorgau_lang"
ARGUMENT = "lang"
_A_YEAR = 365 * 24 * 3600
_TAG_LENGTH = 12
_READER = "qorgau.reader"


def install_language(app: Flask) -> None:
    """Choose the language of every request, and remember a switch made in the address."""
    app.before_request(_begin)
    app.after_request(_remember)
    app.teardown_request(_end)


def choose_language() -> str:
    """Return the first language that somebody named: address, own setting, browser, branch, default.

    A switch made while signed in outranks the own setting until that session ends.
    """
    asked = request.args.get(ARGUMENT)
    if asked is not None and is_language(asked):
        return asked
    session = None if is_traceless() else identify(request)
    kept, tag = _cookie()
    if session is not None and (kept is None or tag != _tag(session)):
        kept = session.language
    if kept is not None and is_language(kept):
        return kept
    return _of_branch() or DEFAULT_LANGUAGE


def choose_timezone() -> str:
    """Return the time zone of the branch at hand."""
    branch = current_branch()
    return branch.timezone if branch else DEFAULT_TIMEZONE


def language_urls() -> Mapping[str, str]:
    """Return the address of this very page in each language."""
    args = {name: values for name, values in request.args.lists() if name != ARGUMENT}
    return {code: _with_args(request.path, args, code) for code in LANGUAGES}


def _of_branch() -> str | None:
    """Take the browser's wish among the branch's languages, else the branch's first."""
    branch = current_branch()
    offered = branch.languages if branch else tuple(LANGUAGES)
    wished = request.accept_languages.best_match(offered)
    if wished is not None:
        return wished
    return offered[0] if offered else None


def _begin() -> None:
    request.environ[_READER] = begin_reader(choose_language, choose_timezone=choose_timezone)


def _end(_fault: BaseException | None) -> None:
    token = request.environ.pop(_READER, None)
    if token is not None:
        end_reader(token)


def _remember(response: Response) -> Response:
    asked = request.args.get(ARGUMENT)
    if asked is None or not is_language(asked) or request.endpoint == "static" or is_traceless():
        return response
    session = identify(request)
    value = f"{asked}.{_tag(session)}" if session else asked
    response.set_cookie(
        COOKIE, value, max_age=_A_YEAR, secure=request.is_secure, httponly=True, samesite="Lax", path="/"
    )
    return response


def _cookie() -> tuple[str | None, str]:
    code, _, tag = request.cookies.get(COOKIE, "").partition(".")
    return (code if is_language(code) else None), tag


def _tag(session: UserSession) -> str:
    """Name a session without naming it: the switch of one session means nothing to the next."""
    return hashlib.sha256(session.id.bytes).hexdigest()[:_TAG_LENGTH]


def _with_args(path: str, args: Mapping[str, list[str]], code: str) -> str:
    pairs = [(name, value) for name, values in args.items() for value in values]
    return f"{quote(path)}?{urlencode([*pairs, (ARGUMENT, code)])}"
