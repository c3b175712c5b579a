"""Half signed in: what is known between the password and the code, kept sealed in the browser."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from flask import session

from platform_core.auth.codes import new_secret_key
from platform_core.clock import now

PATIENCE = timedelta(minutes=10)
_STEP, _ASKED = "step", "asked"


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody whose password was right, or whom a provider sent; `by` says which.

    `kind` is `code`, `enrol` with the secret offered, or `connect`: to be tied to a provider first.
    """

    user_id: UUID
    kind: str
    target: str | None
    secret: str = field(default_factory=new_secret_key)
    by: str = "password"


def keep_step(step: Step) -> None:
    """Keep a step in the sealed notes of this browser."""
    until = (now() + PATIENCE).isoformat()
    session[_STEP] = [step.user_id.hex, step.kind, step.target, step.secret, step.by, until]


def kept_step() -> Step | None:
    """Return the step that this browser is at, unless it took too long."""
    kept = session.get(_STEP)
    if not kept:
        return None
    user_id, kind, target, secret, by, until = kept
    if datetime.fromisoformat(until) < now():
        session.pop(_STEP)
        return None
    return Step(UUID(user_id), kind, target, secret, by)


def drop_step() -> None:
    """Forget the step that this browser is at."""
    session.pop(_STEP, None)


def keep_handle(kind: str, handle: str) -> None:
    """Keep the handle of a question of some kind; a newer one takes its place."""
    session[_ASKED] = {**session.get(_ASKED, {}), kind: handle}


def pop_handle(kind: str) -> str | None:
    """Return the handle of the question of a kind, and keep it no longer."""
    kept = dict(session.get(_ASKED, {}))
    handle: str | None = kept.pop(kind, None)
    if handle is not None:
        session[_ASKED] = kept
    return handle
