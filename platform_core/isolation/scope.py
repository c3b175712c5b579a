"""Scopes: the only doors to the database, each pinned to one branch, role and actor for life."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from platform_core.isolation.actor import SYSTEM_ACTOR, Actor
from platform_core.isolation.roles import Role


class ScopeMissing(RuntimeError):
    """Refuse a query outside any scope: isolation fails closed."""


class ScopeNesting(RuntimeError):
    """Refuse a write scope inside another one, or a scope that a session is not pinned to."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one session may touch; `reason` is why somebody looks across branches."""

    role: Role
    branch_id: UUID | None
    actor: Actor
    writes: bool = False
    reason: str = ""


@dataclass(eq=False, slots=True)
class Frame:
    """One open scope and what is to be done when it closes."""

    scope: Scope
    pending: list[object] = field(default_factory=list)


_frames: ContextVar[tuple[Frame, ...]] = ContextVar("qorgau_frames", default=())
_closers: list[Callable[[Frame], None]] = []
_flushers: list[Callable[[Frame], None]] = []


def on_close(closer: Callable[[Frame], None]) -> None:
    """Register what every closing scope runs: the database removes the session of the frame."""
    if closer not in _closers:
        _closers.append(closer)


def on_flush(flusher: Callable[[Frame], None]) -> None:
    """Register what a read scope runs when it ends well: the trail writes its gathered entries."""
    if flusher not in _flushers:
        _flushers.append(flusher)


def current_frame() -> Frame:
    """Return the innermost open frame; raise `ScopeMissing` outside any."""
    frames = _frames.get()
    if not frames:
        message = "no scope is open: use in_branch(), central_read() or as_role()"
        raise ScopeMissing(message)
    return frames[-1]


def has_scope() -> bool:
    """Return whether any scope is open."""
    return bool(_frames.get())


def current_scope() -> Scope:
    """Return the innermost open scope; raise `ScopeMissing` outside any."""
    return current_frame().scope


def current_branch_id() -> UUID:
    """Return the branch that the innermost scope is pinned to; raise `ScopeMissing` if it has none."""
    branch_id = current_scope().branch_id
    if branch_id is None:
        message = "the open scope belongs to no branch"
        raise ScopeMissing(message)
    return branch_id


def current_actor() -> Actor:
    """Return who acts in the innermost scope."""
    return current_scope().actor


@contextmanager
def _enter(scope: Scope) -> Iterator[Frame]:
    frames = _frames.get()
    if scope.writes and any(frame.scope.writes for frame in frames):
        message = "a write scope inside a write scope would deadlock SQLite: use the outbox"
        raise ScopeNesting(message)
    frame = Frame(scope)
    token = _frames.set((*frames, frame))
    try:
        yield frame
        for flusher in _flushers:
            flusher(frame)
    finally:
        for closer in _closers:
            closer(frame)
        _frames.reset(token)


@contextmanager
def outside_scopes() -> Iterator[None]:
    """Stand outside every open scope for a moment; the trail alone does, once their work has ended."""
    token = _frames.set(())
    try:
        yield
    finally:
        _frames.reset(token)


def outer_frame(frame: Frame) -> Frame | None:
    """Return the frame that `frame` was opened inside of, or `None`."""
    frames = _frames.get()
    place = frames.index(frame) if frame in frames else 0
    return frames[place - 1] if place else None


@contextmanager
def in_branch(branch_id: UUID, *, actor: Actor = SYSTEM_ACTOR, write: bool = False) -> Iterator[Frame]:
    """Work inside one branch; `write=False` gives a read-only transaction."""
    with _enter(Scope(Role.BRANCH, branch_id, actor, write)) as frame:
        yield frame


@contextmanager
def central_read(*, reason: str, actor: Actor = SYSTEM_ACTOR) -> Iterator[Frame]:
    """Read the named tables across branches, for a stated reason."""
    with _enter(Scope(Role.CENTRAL_READ, None, actor, reason=reason)) as frame:
        yield frame


@contextmanager
def catalogue_write(*, actor: Actor = SYSTEM_ACTOR) -> Iterator[Frame]:
    """Write catalogues of the whole network."""
    with _enter(Scope(Role.CATALOGUE, None, actor, writes=True)) as frame:
        yield frame


@contextmanager
def register_lookup(*, reason: str, actor: Actor = SYSTEM_ACTOR, write: bool = False) -> Iterator[Frame]:
    """Look one thing up in a sealed register, for a stated reason."""
    with _enter(Scope(Role.REGISTER, None, actor, write, reason)) as frame:
        yield frame


@contextmanager
def as_role(role: Role, *, actor: Actor = SYSTEM_ACTOR, write: bool = False) -> Iterator[Frame]:
    """Work as one of the core's own roles; the core alone may call this."""
    with _enter(Scope(role, None, actor, write)) as frame:
        yield frame
