"""What a manifest says is true, and in the words that the core expects."""

import inspect
import re
from importlib import import_module
from importlib.util import find_spec

import click
from croniter import croniter
from flask import Flask

from platform_core.auth.roles import misgranted
from platform_core.clauses import Clause, evidence
from platform_core.documents.blocks import read_blocks
from platform_core.documents.canonical import canonical_body
from platform_core.obligations.registry import owner_faults
from platform_core.tenancy.module_settings import setting_faults
from platform_core.testing.contract.base import ContractBase

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_FACT = re.compile(r"[a-z][a-z_]*")


class ManifestContract(ContractBase):
    """The manifest is whole and each of its codes begins with the module's name."""

    def test_it_names_itself(self) -> None:
        """The name is a Python name, the title is said, the package is where the module is."""
        manifest = self.manifest
        assert _NAME.fullmatch(manifest.name)
        assert str(manifest.title).strip()
        assert re.fullmatch(r"\d+\.\d+(\.\d+)?", manifest.version)
        assert f"{manifest.package}.plugin" == self.plugin.__name__
        assert (import_module(manifest.package).__doc__ or "").strip(), "say what the module is for"

    def test_every_code_begins_with_the_name_and_is_used_once(self) -> None:
        """Permissions, events, jobs, notices, duties and figures cannot collide with other modules'."""
        manifest = self.manifest
        for codes in (
            [permission.code for permission in manifest.permissions],
            [event.code for event in manifest.audit_events],
            [job.name for job in manifest.jobs],
            [notice.code for notice in manifest.notices],
            [obligation.code for obligation in manifest.obligations],
            [document.code for document in manifest.documents],
        ):
            assert len(set(codes)) == len(codes), "a code is used twice"
            assert [code for code in codes if not code.startswith(f"{manifest.name}.")] == []

    def test_figures_are_named_once_and_measured_from_models(self) -> None:
        """A figure has a unit and the tables whose edits make it stale."""
        indicators = self.manifest.indicators
        assert len({indicator.code for indicator in indicators}) == len(indicators)
        for indicator in indicators:
            assert indicator.kind in ("stock", "flow"), indicator.code
            assert str(indicator.title).strip(), indicator.code
            assert str(indicator.unit).strip(), indicator.code
            assert indicator.sources, f"{indicator.code} comes from nowhere"
            assert set(indicator.sources) <= set(self.manifest.models), indicator.code

    def test_permissions_are_granted_to_known_roles_under_their_ceiling(self) -> None:
        """A code is `<module>.<noun>.<verb>`, somebody holds it, and nobody above what the role may."""
        permissions = self.manifest.permissions
        assert misgranted(permissions) == ()
        for permission in permissions:
            assert re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+", permission.code), permission.code
            assert permission.roles, f"nobody holds {permission.code}"
            assert str(permission.title).strip(), permission.code

    def test_events_have_a_sentence_and_name_their_personal_fields(self) -> None:
        """The trail can tell each event, and erasure knows what to take away."""
        for event in self.manifest.audit_events:
            assert str(event.sentence).strip(), event.code
            assert all(_FACT.fullmatch(name) for name in event.personal_fields), event.code

    def test_jobs_take_a_payload_and_run_at_times_that_exist(self) -> None:
        """A job is a function of one payload; `cron` is an expression of five fields."""
        for job in self.manifest.jobs:
            assert len(inspect.signature(job.func).parameters) == 1, job.name
            assert job.cron is None or croniter.is_valid(job.cron), job.name
            assert str(job.title).strip(), job.name

    def test_settings_hold_their_own_defaults(self) -> None:
        """A branch that sets nothing has settings within their bounds."""
        fields = self.manifest.settings
        assert setting_faults(fields, {field.name: field.default for field in fields}) == {}
        assert all(str(field.title).strip() for field in fields)

    def test_duties_figures_and_rules_stand_under_clauses_of_the_policy(self) -> None:
        """A clause named anywhere is one that the policy has."""
        manifest = self.manifest
        named = [duty.clause for duty in manifest.obligations]
        named += [figure.clause for figure in manifest.indicators]
        named += [document.clause for document in manifest.documents]
        assert [str(Clause.parse(code)) for code in named] == named
        room = f"{manifest.package}.policy"
        if find_spec(room) is not None:
            import_module(room)
            assert any(found.module.startswith(room) for found in evidence()), "no rule enforces a clause"

    def test_duties_are_owed_by_roles_of_their_place_and_lead_to_pages_that_exist(self, app: Flask) -> None:
        """A duty has owners whom somebody can be, and its pages take the key that they are given."""
        for duty in self.manifest.obligations:
            assert str(duty.title).strip(), duty.code
            assert duty.owners, f"nobody answers for {duty.code}"
            assert owner_faults(duty) == [], duty.code
            assert duty.early_days is None or duty.early_days >= 0, duty.code
            for page in (duty.page, duty.evidence_page):
                wanted = set() if page is None or page.argument is None else {page.argument}
                assert page is None or wanted in _arguments_of(app, page.endpoint), (duty.code, page)

    def test_documents_say_the_same_in_every_language(self) -> None:
        """A text has as many headings, paragraphs and items in Kazakh as in Russian and in English."""
        for document in self.manifest.documents:
            shapes = {
                tuple((block.kind, len(block.texts)) for block in read_blocks(canonical_body(text.body)))
                for text in document.texts.values()
            }
            assert set(document.texts) == {"kk", "ru", "en"}, document.code
            assert len(shapes) == 1, f"{document.code} is not built alike in its languages"
            assert str(document.title).strip(), document.code

    def test_commands_are_groups_of_the_modules_name(self) -> None:
        """`qorgau <module> …` is all that a module adds to the shell."""
        for command in self.manifest.commands:
            assert isinstance(command, click.Group)
            assert command.name == self.manifest.name


def _arguments_of(app: Flask, endpoint: str) -> list[set[str]]:
    """List what each address of an endpoint asks for, but for the branch; empty if there is no such page."""
    return [rule.arguments - {"branch"} for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
