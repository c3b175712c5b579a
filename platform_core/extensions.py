"""The extensions, made once without an application; `create_app` binds them."""

from typing import Any, TypeVar
from weakref import ref

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Engine, Select, event
from sqlalchemy.orm import scoped_session, sessionmaker

from platform_core.errors import NotFound
from platform_core.isolation.engines import SCOPE_OPTION, TOKEN_OPTION
from platform_core.isolation.guard import guard_flush, guard_statement, stamp_new
from platform_core.isolation.reach import IsolationBreach
from platform_core.isolation.scope import Frame, current_frame, on_close

Found = TypeVar("Found")


class PinnedSession(FlaskSession):
    """A session that belongs to one scope for life and works on the engine of that scope's role."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options)
        scope = current_frame().scope
        self.info["scope"] = scope
        self.info["token"] = object()
        engine = db.engines[scope.role.value]
        # one option engine a session: the session keys its connection by it
        self._pinned = engine.execution_options(**{SCOPE_OPTION: scope, TOKEN_OPTION: _SessionRef(self)})

    def get_bind(self, *args: Any, **options: Any) -> Engine:
        """Return the engine of the pinned scope, whatever is asked."""
        return self._pinned

    def bulk_save_objects(self, *args: Any, **options: Any) -> None:
        """Refuse: this path passes neither the flush nor the statement guard."""
        raise IsolationBreach("use add_all() or execute(insert(Model), rows)")

    bulk_insert_mappings = bulk_save_objects
    bulk_update_mappings = bulk_save_objects


class _SessionRef:
    """Point from a connection to its session without keeping it alive."""

    def __init__(self, session: PinnedSession) -> None:
        self._session = ref(session)

    @property
    def info(self) -> dict[Any, Any]:
        """The session's own notes; empty once it is gone."""
        session = self._session()
        return session.info if session else {"token": None}

    @property
    def _flushing(self) -> bool:
        session = self._session()
        return bool(session and session._flushing)  # noqa: SLF001 - SQLAlchemy says it nowhere else


event.listen(PinnedSession, "do_orm_execute", guard_statement)
event.listen(PinnedSession, "transient_to_pending", stamp_new)
event.listen(PinnedSession, "before_flush", guard_flush)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy whose `session` is that of the innermost open scope."""

    def _make_scoped_session(self, options: dict[str, Any]) -> scoped_session[Any]:
        maker = sessionmaker(class_=PinnedSession, db=self, expire_on_commit=False, **options)
        return scoped_session(maker, scopefunc=current_frame)

    def _teardown_session(self, exc: BaseException | None) -> None:
        """Do nothing: a session ends with its scope, not with the application context."""

    def require(self, statement: Select[Found]) -> Found:
        """Return what a statement finds in the open scope; raise `NotFound` where there is nothing.

        What another branch has is nothing here, like what never was.
        """
        found: Found | None = self.session.scalar(statement)
        if found is None:
            raise NotFound
        return found

    def close_frame(self, frame: Frame) -> None:
        """Roll back and drop the session of a closing scope, if it ever had one."""
        if self.session.registry.has():
            self.session.remove()


db = Database()
on_close(db.close_frame)
