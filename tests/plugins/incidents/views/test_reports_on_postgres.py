"""The same story behind row-level security: report, answer, escalate, and open at the centre."""

from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import make_user, sign_in, sign_out
from plugins.incidents.models import Report

from .conftest import STORY, TOKEN, Reporter, text


def test_a_report_lives_on_postgres_as_it_does_on_sqlite(pg_app) -> None:
    client = pg_app.test_client()
    reporter = Reporter(client)
    head = make_user("sss_head", name="Болат Әбенов")
    make_user("sss_member")
    checked = reporter.walk(narrative=STORY, signs=["accused_is_staff"], not_for=[str(head)])
    for _ in range(2):
        sent = reporter.answer(checked, go="send")
        assert sent.status_code == 200, text(sent)
    receipt = text(sent).split('class="p-receipt"')[1].split(">")[1].split("<")[0]
    branch = branch_by_code("alpha")
    with in_branch(branch.id):
        [report_id] = db.session.scalars(select(Report.id)).all()

    sign_in(client, "sss_member")
    desk = f"/alpha/incidents/reports/{report_id}"
    assert STORY in text(client.get(desk))
    for query in ("", "?sort=-urgency", "?unread=true&state=received"):
        assert client.get(f"/alpha/incidents/reports{query}").status_code == 200
    for _ in range(2):
        assert client.post(f"{desk}/answer", data={"body": "Рақмет", "submission": TOKEN}).status_code == 302
    sign_in(client, "sss_head")
    assert client.get(desk).status_code == 404

    sign_out(client)
    opened = text(reporter.come_back(receipt, go="send", body="Тағы болды", submission="b" * 64))
    assert "Рақмет" in opened
    assert "Тағы болды" in opened

    sign_in(client, "wellbeing_officer", "central")
    passed_on = f"/central/incidents/escalated/{branch.id}/{report_id}"
    assert str(report_id) in text(client.get("/central/incidents/escalated"))
    assert STORY in text(client.get(passed_on))


def test_another_branch_finds_nothing_behind_row_level_security(pg_app) -> None:
    client = pg_app.test_client()
    make_user("sss_member")
    receipt = Reporter(client).send()
    branch = branch_by_code("alpha")
    with in_branch(branch.id):
        [report_id] = db.session.scalars(select(Report.id)).all()
    assert Reporter(client, branch="beta").come_back(receipt).status_code == 422
    sign_in(client, "sss_head", "beta")
    assert client.get(f"/beta/incidents/reports/{report_id}").status_code == 404
    assert str(report_id) not in text(client.get("/beta/incidents/reports"))
    sign_in(client, "wellbeing_officer", "central")
    assert client.get(f"/central/incidents/escalated/{branch.id}/{report_id}").status_code == 404
