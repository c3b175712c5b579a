"""Matches for a person to judge: the list, one with its grounds, the decision, the head's leave (P12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Filter,
    Form,
    ListSpec,
    Page,
    Sort,
    branch_by_id,
    confidential,
    current_actor,
    current_branch_id,
    db,
    empty_form,
    format_datetime,
    load_form,
    member_names,
    members_with,
    record,
    render_form,
    requires,
    safety_contacts,
    submit,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Visitor, WatchlistMatch
from plugins.visitors.policy.watchlist import BRANCH_HEAD, JUDGE, MANAGE, MatchStatus
from plugins.visitors.queries.watchlist import (
    judged_before,
    select_matches,
    visitor_label,
    visits_waiting,
)
from plugins.visitors.schemas.watchlist import JudgeInput, PermitInput
from plugins.visitors.services import watchlist_matches as matches
from plugins.visitors.services.watchlist import HEADS_JUDGE, settings_here
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.words import options, word

TONES = {"pending_review": "warn", "not_a_match": "off", "confirmed": "bad"}
WORD_TONES = {"same": "bad", "spelling": "bad", "customary": "warn", "near": "warn", "ending": "warn"}

LIST = ListSpec(
    filters=(
        Filter(
            "status", _l("State"), kind="select", options=lambda: options("match_status"),
            apply=lambda value: WatchlistMatch.status == value,
        ),
        Filter(
            "register", _l("List"), kind="select", options=lambda: options("watch_register"),
            apply=lambda value: WatchlistMatch.register == value,
        ),
        Filter(
            "current", _l("Still standing"), kind="switch",
            apply=lambda _on: WatchlistMatch.is_current.is_(True),
        ),
    ),
    sorts=(Sort("found", WatchlistMatch.found_at), Sort("score", WatchlistMatch.score)),
    default_sort="-found",
    tie=(WatchlistMatch.id,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedMatch:
    """A row of the list, its words and address ready."""

    url: str
    visitor: str
    register: str
    found: datetime
    score: int
    status: str
    tone: str
    is_strong: bool


@blueprint.get("/watchlist/matches")
@requires(JUDGE)
@confidential
def watchlist_matches() -> str:
    """List matches; the names are those of visitors, never of the lists."""
    query = LIST.read(request.args)
    page: Page[ListedMatch] = query.fetch(db.session, select_matches(), make=_row_maker())
    record("visitors.matches_viewed", data={"rows": len(page.rows)})
    return render_template("visitors/watchlist/matches.html", query=query, page=page)


@blueprint.get("/watchlist/matches/<uuid:match_id>")
@requires(JUDGE)
@confidential
def watchlist_match(match_id: UUID) -> Response:
    """Open one match with what it rests on; the trail says who looked."""
    return _page(match_id, empty_form(JudgeInput))


@blueprint.post("/watchlist/matches/<uuid:match_id>/judge")
@requires(JUDGE)
@confidential
def watchlist_judge(match_id: UUID) -> Response:
    """Say what a match is, with a reason; who comes second is shown what was decided."""
    return submit(
        load_form(JudgeInput, request.form),
        lambda said: matches.judge_match(match_id, **said),
        page=lambda form: _page(match_id, form),
        message=_said,
        to=_address,
        overtaken=lambda _form: _page(match_id, empty_form(JudgeInput), was_overtaken=True),
    )


@blueprint.post("/watchlist/matches/<uuid:match_id>/permit")
@requires(MANAGE)
@confidential
def watchlist_permit(match_id: UUID) -> Response:
    """Let one visit go on in spite of a confirmed match; for the branch head alone."""
    return submit(
        load_form(PermitInput, request.form),
        lambda said: matches.permit_visit(
            match_id, said["visit_id"], reason=said["permit_reason"], version=said["version"]
        ),
        page=lambda form: _page(match_id, form),
        message=_("This visit may go on."),
        to=_address,
        overtaken=lambda _form: _page(match_id, empty_form(PermitInput), was_overtaken=True),
    )


def _said(match: WatchlistMatch) -> str:
    if match.status == MatchStatus.CONFIRMED:
        return _("Confirmed. The branch head has been told.")
    return _("Not a match.")


def _address(match: WatchlistMatch) -> str:
    return url_for("visitors.watchlist_match", match_id=match.id)


def _row_maker() -> Any:
    base = url_for("visitors.watchlist_matches")

    def make(row: Any) -> ListedMatch:
        return ListedMatch(
            url=f"{base}/{row.id}",
            visitor=visitor_label(row),
            register=word("watch_register", row.register),
            found=row.found_at,
            score=round(row.score / 10),
            status=word("match_status", row.status),
            tone=TONES[row.status] if row.is_current else "off",
            is_strong=row.is_strong,
        )

    return make


def _page(match_id: UUID, form: Form, *, was_overtaken: bool = False) -> Response:
    match = matches.open_match(match_id)
    visitor = db.session.get_one(Visitor, (match.branch_id, match.visitor_id))
    grounds = matches.read_grounds(match)
    actor = current_actor()
    can_judge = match.status == MatchStatus.PENDING_REVIEW and _may_judge_here(match)
    return render_form(
        "visitors/watchlist/match.html",
        form,
        match=match,
        was_overtaken=was_overtaken,
        visitor=visitor,
        visitor_name=visitor_label(visitor),
        grounds=grounds,
        words=_word_rows(grounds),
        signs=_signs(grounds),
        reason=word("watch_reason", grounds["reason"]) if grounds else "",
        register=word("watch_register", match.register),
        status=(word("match_status", match.status), TONES[match.status]),
        verdicts=_verdicts(),
        can_judge=can_judge or MANAGE in actor.permissions,
        asks_heads=match.status == MatchStatus.PENDING_REVIEW and not _may_judge_here(match),
        can_permit=BRANCH_HEAD in actor.roles and match.status == MatchStatus.CONFIRMED,
        visits=[(str(row.id), _visit_label(row)) for row in visits_waiting(match.visitor_id)],
        whom_to_call=_whom_to_call(),
        decision_note=matches.read_sealed(match, "decision_note"),
        permit_note=matches.read_sealed(match, "permit_note"),
        people=member_names([match.found_by, match.decided_by, match.permitted_by]),
        before=[
            (at, word("match_status", status)) for at, status in judged_before(visitor.id, match.entry_ref)
        ],
        breadcrumbs=[(_("Matches"), url_for("visitors.watchlist_matches")), (_("Match"), None)],
    )


def _may_judge_here(match: WatchlistMatch) -> bool:
    return MANAGE in current_actor().permissions or not (match.is_strong and settings_here()[HEADS_JUDGE])


def _verdicts() -> list[tuple[str, str, str]]:
    return [
        ("not_a_match", _("Not the same person"), _("You compared the document with what is shown here.")),
        ("confirmed", _("The same person"), _("The visit stops here until the branch head decides.")),
    ]


def _word_rows(grounds: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Give pairs of words with how they match, said in words."""
    return [
        (one, other, word("likeness", likeness), WORD_TONES.get(likeness, "neutral"))
        for one, other, likeness in grounds.get("words", ())
    ]


def _signs(grounds: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say what father, birth date and number add, each with its tone; what is unknown is left out."""
    tones = {"same": "bad", "near": "warn", "different": "good"}
    found = [(group, grounds.get(group, "unknown")) for group in ("identity", "born", "father")]
    return [(word(group, code), tones[code]) for group, code in found if code in tones]


def _visit_label(row: Any) -> str:
    return " · ".join(filter(None, (format_datetime(row.expected_from), row.host_name)))


def _whom_to_call() -> list[tuple[str, str]]:
    """List whom to call: the safety service's contacts, else the heads by name."""
    points = safety_contacts(branch_by_id(current_branch_id()), audience="staff")
    listed = [(point.name, ", ".join(point.phones)) for point in points if point.phones]
    return listed or [(member.name, "") for member in members_with(MANAGE)]
