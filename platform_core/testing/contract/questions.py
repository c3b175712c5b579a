"""Each hook answers what it is asked, in the branch and in the centre, with the types that cross."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest
from flask import Flask, render_template

from platform_core.auth.permissions import CORE_PERMISSIONS
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.hooks import specs
from platform_core.hooks.events import EVENT_TYPES, CoreEvent
from platform_core.hooks.gate import manifests
from platform_core.hooks.types import (
    BranchInfo,
    ClearanceFinding,
    ContactPoint,
    DashboardCard,
    ErasureResult,
    ExportSection,
    Measure,
    NavItem,
    PublicLink,
    SearchHit,
    SubjectRef,
)
from platform_core.tenancy.dates import current_period, local_day
from platform_core.testing.contract.base import ContractBase, asked_in, powerful_actor

PLACES = ("alpha", "central")
LIMIT = 3


class HookContract(ContractBase):
    """The module's hooks are known to the core and answer with frozen data."""

    def test_every_hook_is_one_that_the_core_asks(self) -> None:
        """A function that looks like a hook but has another name would never be called."""
        marked = {
            name for name, value in vars(self.plugin).items() if hasattr(value, f"{specs.PROJECT}_impl")
        }
        assert marked <= set(HOOKS)

    @pytest.mark.parametrize("code", PLACES)
    def test_navigation_leads_to_pages_that_exist(self, app: Flask, code: str) -> None:
        """Each entry has an endpoint, an icon, and a permission that somebody declares."""
        for item in self.ask(app, "navigation_items", code, NavItem):
            assert item.endpoint in app.view_functions, item.endpoint
            assert item.icon
            assert item.permission is None or item.permission in _permissions()

    @pytest.mark.parametrize("code", PLACES)
    def test_cards_are_drawn(self, app: Flask, code: str) -> None:
        """Each card's template takes its context."""
        for card in self.ask(app, "dashboard_cards", code, DashboardCard):
            with asked_in(app, code):
                assert render_template(card.template, **card.context).strip()

    @pytest.mark.parametrize("code", PLACES)
    def test_search_keeps_its_limit(self, app: Flask, code: str) -> None:
        """Hits lead into this service, and there are never more than asked for."""
        hits = self.ask(app, "search_records", code, SearchHit, "а", LIMIT)
        assert len(hits) <= LIMIT
        assert all(hit.url.startswith("/") for hit in hits)

    def test_figures_are_those_declared(self, app: Flask) -> None:
        """A measure has a code of the manifest and whole numbers."""
        branch_period = self._period(app)
        measures = self.ask(app, "measure_indicators", "alpha", Measure, branch_period, user=False)
        codes = {indicator.code for indicator in self.manifest.indicators}
        assert {measure.code for measure in measures} == (codes if self.has("measure_indicators") else set())
        assert all(type(number) is int for one in measures for number in (one.value, *one.by_kind.values()))

    def test_clearance_of_a_stranger_is_unknown_or_a_finding(self, app: Flask) -> None:
        """Nothing is said of somebody who is not there, or it is said in the module's own name."""
        with asked_in(app, "alpha") as branch:
            subject, on = SubjectRef(branch.id, new_id(), bytes(32)), local_day(branch)
        found = self.ask(
            app, "clearance_findings", "alpha", ClearanceFinding, subject, "students", on, user=False
        )
        assert all(one.source == self.manifest.name and one.state != "cleared" for one in found)

    @pytest.mark.parametrize("audience", ["public", "students", "guardians", "staff"])
    def test_contact_points_are_for_whom_they_were_asked(self, app: Flask, audience: str) -> None:
        """Each point has a name and a way to reach it, or a note that says how."""
        points = self.ask(app, "contact_points", "alpha", ContactPoint, audience, "advice", user=False)
        assert all(point.name and (point.phones or point.emails or point.note) for point in points)

    def test_public_links_lead_into_the_branch(self, app: Flask) -> None:
        """A link of the public start page stays in this service."""
        links = self.ask(app, "public_links", "alpha", PublicLink, user=False)
        assert all(link.url.startswith("/") and str(link.title) for link in links)

    def test_nothing_is_held_on_a_stranger(self, app: Flask) -> None:
        """Export and erasure of somebody unknown give nothing, and do not fail."""
        with asked_in(app, "alpha", write=True) as branch:
            subject = SubjectRef(branch.id, new_id(), bytes(32))
            sections = self._call("export_subject", branch, subject) or ()
            assert all(isinstance(section, ExportSection) and not section.records for section in sections)
            result = self._call("erase_subject", branch, subject, local_day(branch))
            assert result is None or result == ErasureResult(0)

    @pytest.mark.parametrize("kind", sorted(EVENT_TYPES))
    def test_events_about_strangers_are_heard_and_do_no_harm(self, app: Flask, kind: str) -> None:
        """Whoever an event tells of may have been erased before it is heard."""
        event = _sample_event(EVENT_TYPES[kind])
        with asked_in(app, "alpha", write=True) as branch:
            assert self._call("handle_event", branch, event) is None
            db.session.flush()

    def test_the_demonstration_is_seeded_and_all_hooks_still_answer(self, app: Flask) -> None:
        """`seed_demo` fills a branch from a seed; what it wrote can be listed, found and exported."""
        with asked_in(app, "alpha", write=True) as branch:
            self._call("seed_demo", branch, now(), Random(7))  # noqa: S311 - a demonstration
        self.test_cards_are_drawn(app, "alpha")
        self.test_search_keeps_its_limit(app, "alpha")
        self.test_figures_are_those_declared(app)

    def has(self, hook: str) -> bool:
        """Tell whether the module implements a hook."""
        return hasattr(self.plugin, hook)

    def ask(
        self, app: Flask, hook: str, code: str, kind: type, *args: Any, user: bool = True
    ) -> Sequence[Any]:
        """Ask a hook as the gate does and check the type of every answer."""
        with asked_in(app, code) as branch:
            actor = (powerful_actor(branch),) if user else ()
            answers = self._call(hook, branch, *actor, *args) or ()
            assert isinstance(answers, Sequence), f"{hook} gave {type(answers).__name__}"
            assert [one for one in answers if not isinstance(one, kind)] == []
            assert orjson.dumps([str(one) for one in answers])
        return answers

    def _call(self, hook: str, branch: BranchInfo, *args: Any) -> Any:
        function: Callable[..., Any] | None = getattr(self.plugin, hook, None)
        return None if function is None else function(branch, *args)

    def _period(self, app: Flask) -> Any:
        with asked_in(app, "alpha") as branch:
            return current_period(branch)


HOOKS: Mapping[str, Any] = {
    name: value for name, value in vars(specs).items() if hasattr(value, f"{specs.PROJECT}_spec")
}
"""The hook specifications by name."""


def _sample_event(kind: type[CoreEvent]) -> CoreEvent:
    """Make an event of a kind that tells of somebody who is not there."""
    samples: dict[Any, Any] = {UUID: new_id(), date: now().date(), str: "x", int: 1}
    return kind(**{item.name: samples[item.type] for item in fields(kind)})


def _permissions() -> set[str]:
    declared = (permission for manifest in manifests().values() for permission in manifest.permissions)
    return {permission.code for permission in (*CORE_PERMISSIONS, *declared)}
