"""The coverage page: clause, evidence, status, for everyone who reads the policy."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from platform_core.auth.access import requires
from platform_core.coverage.collect import coverage_of
from platform_core.coverage.report import Line, Status
from platform_core.errors import InvalidInput
from platform_core.hooks.gate import manifests
from platform_core.i18n import current_locale
from platform_core.i18n import gettext as _
from platform_core.web.exports import Column, export_response, json_bytes

blueprint = Blueprint("coverage", __name__)
_TONES = {Status.COVERED: "good", Status.PARTLY: "warn", Status.NOT_YET: "bad", Status.CONTEXT: "off"}
_COLUMNS = [Column(key, key) for key in ("clause", "title", "status", "evidence")]


def status_words() -> dict[Status, str]:
    """Return each status in the reader's language."""
    return {
        Status.COVERED: _("Covered"),
        Status.PARTLY: _("Partly"),
        Status.NOT_YET: _("Not yet"),
        Status.CONTEXT: _("For people, not for software"),
    }


@blueprint.get("/")
@requires("core.policy.read")
def overview() -> ResponseReturnValue:
    """Show every clause with what keeps it; `status` narrows the list, `format=json` exports it."""
    report = coverage_of(manifests().values())
    chosen = _chosen_status()
    lines = [line for line in report.lines if chosen is None or line.status is chosen]
    if request.args.get("format") == "json":
        return export_response(
            json_bytes(_COLUMNS, map(_plain, lines)), file_name="coverage", export_format="json"
        )
    return render_template(
        "core/coverage/overview.html",
        lines=lines,
        counts=report.counts(),
        words=status_words(),
        tones=_TONES,
        chosen=chosen,
    )


def _chosen_status() -> Status | None:
    text = request.args.get("status", "")
    if not text:
        return None
    if text not in set(Status):
        reason = _("must be one of %(choices)s", choices=", ".join(Status))
        raise InvalidInput({"status": [reason]}, labels={"status": _("State")})
    return Status(text)


def _plain(line: Line) -> dict[str, object]:
    return {
        "clause": str(line.requirement.clause),
        "title": line.requirement.title(current_locale()),
        "status": line.status.value,
        "evidence": [proof.where for proof in line.proofs],
    }
