"""Pages of the switchboard: modules by branch for the centre, one branch with its modules for itself.

Addresses name a branch twice: whose page it is (`/central/…`), and which branch is looked at. A
branch looks at itself only; the centre at all.
"""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from platform_core.audit.recorder import record
from platform_core.auth.access import requires
from platform_core.errors import InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.gate import manifests
from platform_core.hooks.manifest import Manifest, SettingField
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import LANGUAGES, current_locale, format_list
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor, in_branch
from platform_core.switchboard import services
from platform_core.switchboard.queries import (
    BRANCHES,
    list_branch_rows,
    module_columns,
    switch_states,
)
from platform_core.tenancy.directory import branch_by_code
from platform_core.tenancy.middleware import current_branch, writes_elsewhere
from platform_core.tenancy.regions import REGIONS
from platform_core.web.forms import Form, empty_form, load_form, render_form
from platform_core.web.validation import InputSchema

READ, MANAGE = "core.modules.read", "core.modules.manage"
ON, OFF = "on", "off"
root_blueprint = Blueprint("tenancy", __name__)


@root_blueprint.get("/<branch>/modules")
@requires(READ)
def modules() -> str | Response:
    """Show the centre every branch with its modules, and a branch its own."""
    here = _here()
    if not here.is_central:
        return redirect(url_for("tenancy.branch_page", code=here.code))
    query = BRANCHES.read(request.args)
    page = list_branch_rows(query)
    states = switch_states(row.id for row in page.rows)
    return render_template(
        "core/switchboard/modules.html", query=query, page=page, columns=module_columns(), states=states
    )


@root_blueprint.get("/<branch>/branches/<code>")
@requires(READ)
def branch_page(code: str) -> str:
    """Show one branch with its modules."""
    target = _target(code)
    states = switch_states([target.id])[target.id]
    return render_template(
        "core/switchboard/branch.html", target=target, facts=_facts(target), states=list(states.values())
    )


@root_blueprint.post("/<branch>/branches/<code>/modules/<module>")
@writes_elsewhere
@requires(MANAGE)
def switch(code: str, module: str) -> str | Response:
    """Switch a module on or off in a branch."""
    target, manifest = _target(code), _manifest(module)
    state = request.form.get("state")
    if state not in {ON, OFF}:
        reason = _("must be one of %(choices)s", choices=f"{ON}, {OFF}")
        raise InvalidInput({"state": [reason]}, labels={"state": _("State")})
    with in_branch(target.id, actor=current_actor(), write=True):
        changed = services.switch_module(module, enabled=state == ON)
        db.session.commit()
    if changed:
        _tell_centre(services.ENABLED if state == ON else services.DISABLED, target, module)
    if request.headers.get("HX-Request"):
        shown = switch_states([target.id])[target.id][module]
        return render_template("core/switchboard/_switch.html", state=shown, code=code, name=_name(target))
    flash(_said(state, manifest, target), "good")
    return redirect(_back(code), 303)


@root_blueprint.get("/<branch>/branches/<code>/modules/<module>")
@requires(MANAGE)
def settings(code: str, module: str) -> Response:
    """Ask for a module's settings in a branch."""
    target, manifest = _target(code), _manifest(module)
    state = switch_states([target.id])[target.id][module]
    return _settings_page(target, manifest, empty_form(_schema_of(manifest), state.settings))


@root_blueprint.post("/<branch>/branches/<code>/modules/<module>/settings")
@writes_elsewhere
@requires(MANAGE)
def change_settings(code: str, module: str) -> Response:
    """Change a module's settings in a branch."""
    target, manifest = _target(code), _manifest(module)
    form = load_form(_schema_of(manifest), request.form)
    if not form.is_valid:
        return _settings_page(target, manifest, form)
    try:
        with in_branch(target.id, actor=current_actor(), write=True):
            changed = services.set_module(module, form.data)
            db.session.commit()
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        return _settings_page(target, manifest, form)
    if changed:
        _tell_centre(services.SET, target, module)
    flash(_("The settings are kept."), "good")
    return redirect(url_for("tenancy.branch_page", code=code), 303)


def _here() -> BranchInfo:
    branch = current_branch()
    if branch is None:
        raise NotFound
    return branch


def _target(code: str) -> BranchInfo:
    """Return the branch looked at: any school for the centre, itself for a branch; else nothing is there."""
    here = _here()
    if not here.is_central and code != here.code:
        raise NotFound
    target = branch_by_code(code)
    if target.is_central:
        raise NotFound
    return target


def _manifest(module: str) -> Manifest:
    manifest: Manifest | None = manifests().get(module)
    if manifest is None:
        raise NotFound
    return manifest


def _tell_centre(event: str, target: BranchInfo, module: str) -> None:
    """Record in the centre's own trail too what it changed in a branch's."""
    if _here().is_central:
        record(event, target=("branch", target.id), data={"module": module, "branch": target.code})


def _name(target: BranchInfo) -> str:
    return target.name(current_locale())


def _said(state: str, manifest: Manifest, target: BranchInfo) -> str:
    values = {"module": str(manifest.title), "branch": _name(target)}
    if state == ON:
        return _("%(module)s is on: %(branch)s.", **values)
    return _("%(module)s is off: %(branch)s. Its data stay.", **values)


def _back(code: str) -> str:
    if request.form.get("back") == "list" and _here().is_central:
        return url_for("tenancy.modules", _anchor=f"b-{code}")
    return url_for("tenancy.branch_page", code=code)


def _facts(target: BranchInfo) -> list[tuple[str, str]]:
    language = current_locale()
    region = REGIONS.get(target.region)
    return [
        (_("Code"), target.code),
        (_("City"), target.city),
        (_("Region"), region.name(language) if region else target.region),
        (_("Time zone"), target.timezone),
        (_("Languages"), format_list(LANGUAGES[code] for code in target.languages)),
        (_("Hostel"), _("yes") if target.has_hostel else _("no")),
    ]


def _settings_page(target: BranchInfo, manifest: Manifest, form: Form) -> Response:
    choices = {setting.name: [(code, code) for code in setting.choices] for setting in manifest.settings}
    return render_form(
        "core/switchboard/settings.html",
        form,
        target=target,
        manifest=manifest,
        fields=manifest.settings,
        choices=choices,
    )


def _schema_of(manifest: Manifest) -> type[Schema]:
    """Make the form's schema of what the manifest says of its settings."""
    made: dict[str, Any] = {setting.name: _field(setting) for setting in manifest.settings}
    return InputSchema.from_dict(made, name="ModuleSettings")


def _field(setting: SettingField) -> fields.Field[Any]:
    label = {"label": setting.title}
    if setting.kind == "integer":
        bounds = validate.Range(setting.minimum, setting.maximum)
        return fields.Integer(required=True, validate=bounds, metadata=label)
    if setting.kind == "boolean":
        return fields.Boolean(load_default=False, metadata=label)
    if setting.kind == "choice":
        return fields.String(required=True, validate=validate.OneOf(setting.choices), metadata=label)
    return fields.String(load_default="", validate=validate.Length(max=500), metadata=label)
