"""Gather the cards of the start page; a module that fails takes only its own card with it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from flask import render_template
from markupsafe import Markup

from platform_core.documents.cards import document_cards
from platform_core.hooks.gate import Answer, current_gate, manifests
from platform_core.hooks.types import BranchInfo, DashboardCard
from platform_core.isolation.actor import Actor
from platform_core.obligations.cards import due_cards

log = structlog.get_logger(__name__)

CoreCards = Callable[[BranchInfo, Actor], Iterable[DashboardCard]]
CORE_CARDS: tuple[CoreCards, ...] = (due_cards, document_cards)
"""Rooms of the core that have something to say on the start page."""


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card as drawn; `body` is None for a module that is unavailable."""

    title: str
    body: Markup | None
    order: int


def gather_cards(scope: BranchInfo, user: Actor) -> list[ShownCard]:
    """Return the cards that `user` may see in `scope`, in their order."""
    answers = current_gate().ask("dashboard_cards", scope, user)
    cards = [_draw("core", card) for give in CORE_CARDS for card in give(scope, user)]
    cards += [card for answer in answers for card in _cards_of(answer, user)]
    return sorted(cards, key=lambda card: card.order)


def _cards_of(answer: Answer, user: Actor) -> Iterator[ShownCard]:
    if answer.failed:
        yield _unavailable(answer.module)
        return
    for card in answer.value or ():
        if card.permission is None or user.can(card.permission):
            yield _draw(answer.module, card)


def _draw(module: str, card: DashboardCard) -> ShownCard:
    """Render a card now, so that a fault in its template is the card's and not the page's."""
    values: dict[str, Any] = dict(card.context)
    try:
        body = Markup(render_template(card.template, **values))  # noqa: S704 - Jinja has escaped it
    except Exception as fault:  # noqa: BLE001 - one module's fault must not take the page
        # the words of a fault may be content, so its kind is all that is logged
        log.error("card_failed", module=module, fault=type(fault).__name__)  # noqa: TRY400
        return _unavailable(module)
    return ShownCard(str(card.title), body, card.order)


def _unavailable(module: str) -> ShownCard:
    title = manifests()[module].title if module in manifests() else "Qorgau"
    return ShownCard(str(title), None, order=10_000)
