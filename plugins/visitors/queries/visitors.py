"""Reads of visitors: one by what is known of them, names for lists, and a visit by its secret."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true

from platform_core.sdk import db, full_name, name_words
from plugins.visitors.models import Visit, Visitor

_MOST_WORDS = 6
_NAMESAKES = 50


def visit_with_index(index: bytes) -> Visit | None:
    """Return the visit whose link has this keyed hash."""
    return db.session.scalar(select(Visit).where(Visit.token_index == index))


def known_visitor(*, person_id: UUID | None, identity_index: bytes | None) -> Visitor | None:
    """Return the visitor who is a person of the register, or bears an identity number."""
    known = []
    if person_id is not None:
        known.append(Visitor.person_id == person_id)
    if identity_index is not None:
        known.append(Visitor.identity_index == identity_index)
    if not known:
        return None
    query = select(Visitor).where(or_(*known), Visitor.erased_on.is_(None)).order_by(Visitor.id)
    return db.session.scalars(query.limit(1)).first()


def namesakes(search_name: str) -> list[Visitor]:
    """List visitors of exactly this folded name, the newest first."""
    query = select(Visitor).where(Visitor.search_name == search_name, Visitor.erased_on.is_(None))
    return list(db.session.scalars(query.order_by(Visitor.id.desc()).limit(_NAMESAKES)))


def is_called(text: str) -> ColumnElement[bool]:
    """Match visitors whose name has, for each word of `text`, a word that begins with it."""
    found = name_words(text)[:_MOST_WORDS]
    return and_(true(), *(Visitor.search_name.contains(f" {word}", autoescape=True) for word in found))


def visitor_names(visitor_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Name visitors in one query; an id that is gone is left out."""
    wanted = set(visitor_ids)
    if not wanted:
        return {}
    columns = (Visitor.id, Visitor.family_name, Visitor.given_name, Visitor.patronymic)
    rows = db.session.execute(select(*columns).where(Visitor.id.in_(wanted)))
    return {row.id: full_name(row.family_name, row.given_name, patronymic=row.patronymic) for row in rows}
