"""Every page says who may see it, and a module that is off is not there at all."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from platform_core.auth.access import declared_access
from platform_core.auth.permissions import CORE_PERMISSIONS
from platform_core.extensions import db
from platform_core.hooks.gate import hooks_for
from platform_core.isolation.scope import in_branch
from platform_core.jobs.registry import runnable_names
from platform_core.switchboard.services import disable_module
from platform_core.tenancy.directory import branch_by_code
from platform_core.tenancy.middleware import MODULE_OF_BLUEPRINT
from platform_core.testing.contract.base import ContractBase

CHECKED = ("GET", "POST", "PUT", "PATCH", "DELETE")
NOT_FOUND = 404


class RouteContract(ContractBase):
    """The module's routes are guarded and stand behind the gate."""

    def test_every_route_says_who_may_enter(self, app: Flask) -> None:
        """`@requires` with a permission that exists, or `@public` with a reason."""
        known = {permission.code for permission in (*CORE_PERMISSIONS, *self.manifest.permissions)}
        for rule, method in self.routes(app):
            access = declared_access(app.view_functions[rule.endpoint], method)
            assert access is not None, f"{method} {rule.rule} says nothing"
            kind, what = access
            assert kind == "public" or what in known, f"{rule.rule} asks for {what}, which nobody declares"

    def test_every_permission_of_the_manifest_is_asked_for(self, app: Flask) -> None:
        """A permission that no page, hook or service ever asks for only pretends to protect."""
        asked = {
            declared_access(app.view_functions[rule.endpoint], method) for rule, method in self.routes(app)
        }
        codes = {what for kind, what in filter(None, asked) if kind == "requires"}
        declared = {permission.code for permission in self.manifest.permissions}
        unasked = {code for code in declared - codes if not self._is_named_in_code(code)}
        assert unasked == set()

    def test_every_event_of_the_manifest_is_recorded(self) -> None:
        """An event that nothing records makes the trail look fuller than it is."""
        declared = {event.code for event in self.manifest.audit_events}
        assert {code for code in declared if not self._is_named_in_code(code)} == set()

    def test_switched_off_it_is_not_there(self, app: Flask) -> None:
        """Pages answer 404 even to who may see them; jobs and hooks are not asked; data stays."""
        branch = branch_by_code("alpha")
        with in_branch(branch.id, write=True):
            disable_module(self.manifest.name)
            db.session.commit()
        client = app.test_client()
        for address in self._plain_addresses(app):
            assert _status(client, address) == NOT_FOUND, address
        names = {name for outside in (True, False) for name in runnable_names(branch.id, outside=outside)}
        assert names & {job.name for job in self.manifest.jobs} == set()
        asked = [name for name, _hook in hooks_for(branch_by_code("alpha"), "navigation_items")]
        assert self.manifest.name not in asked

    def test_switched_on_it_answers(self, app: Flask) -> None:
        """The same pages exist again: nobody signed in is sent to sign in, or is let in."""
        client = app.test_client()
        for address in self._plain_addresses(app):
            assert _status(client, address) != NOT_FOUND, address

    def routes(self, app: Flask) -> Iterator[tuple[Rule, str]]:
        """Give the module's rules with each of their methods."""
        modules: dict[str, str] = app.extensions[MODULE_OF_BLUEPRINT]
        for rule in app.url_map.iter_rules():
            if modules.get(rule.endpoint.rpartition(".")[0]) == self.manifest.name:
                for method in sorted((rule.methods or set()) & set(CHECKED)):
                    yield rule, method

    def _plain_addresses(self, app: Flask) -> list[str]:
        """List the addresses in a branch that need nothing but the branch."""
        rules = (rule for rule, method in self.routes(app) if method == "GET")
        return [
            rule.rule.replace("<branch>", "alpha")
            for rule in rules
            if rule.arguments == {"branch"} and "<branch>" in rule.rule
        ]

    def _is_named_in_code(self, code: str) -> bool:
        folder = Path(str(files(self.manifest.package)))
        sources = (path for pattern in ("*.py", "*.html") for path in folder.rglob(pattern))
        return any(f'"{code}"' in source.read_text("utf-8") for source in sources if not _declares(source))


def _declares(source: Path) -> bool:
    """Whether a file is the room of permissions or of events: what declares a code does not use it."""
    return bool({source.stem, source.parent.name} & {"permissions", "events"})


def _status(client: FlaskClient, address: str) -> int:
    return client.get(address).status_code
