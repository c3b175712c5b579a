"""Coming back by receipt: a status in plain words, messages both ways, guesses that lead nowhere."""

import re

import pytest
from sqlalchemy import func, select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user
from plugins.incidents import data
from plugins.incidents.models import Message, Report
from plugins.incidents.services.thread import TEAM, read_thread, write_message

from .conftest import STORY, TOKEN, Reporter, hidden, text


def answer_as_team(branch, body: str, token: str = "a" * 64) -> None:
    with in_branch(branch.id, write=True):
        report = db.session.scalars(select(Report)).one()
        write_message(report, body, author=TEAM, submission=token, branch=branch)
        db.session.commit()


def messages(branch) -> list:
    with in_branch(branch.id):
        return read_thread(db.session.scalars(select(Report)).one())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_receipt_opens_the_status_in_a_childs_words(client, language) -> None:
    reporter = Reporter(client, language=language)
    opened = reporter.come_back(reporter.send())
    assert opened.status_code == 200
    shown = text(opened)
    assert data.text("status_child.reported", language) in shown
    assert STORY not in shown
    assert opened.request.path == "/alpha/report/return"
    assert opened.request.query_string == b""


def test_a_receipt_is_read_however_it_was_written_down(reporter) -> None:
    receipt = reporter.send()
    for written in (receipt.replace(" ", ""), receipt.replace(" ", "-"), receipt.replace(" ", " – ")):
        assert reporter.come_back(written).status_code == 200, written


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "Type the 16 digits"), ("1234", "16 digits"), ("12345678901234567", "16 digits"),
        ("abcd efgh ijkl mnop", "16 digits"), ("1" * 61, "Too long"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_receipt_is_refused_kindly(reporter, written, reason) -> None:
    refused = reporter.come_back(written)
    assert refused.status_code == 422
    assert reason in text(refused)


def test_a_guessed_receipt_opens_nothing_and_is_told_in_the_trail(reporter, trail) -> None:
    receipt = reporter.send()
    guess = str((int(receipt.replace(" ", "")) + 1) % 10**16).zfill(16)
    refused = reporter.come_back(guess)
    assert refused.status_code == 422
    assert "do not know this code" in text(refused)
    assert trail()[-1].event == "incidents.receipt_refused"
    assert guess not in str(trail()[-1].data)


def test_a_receipt_is_worth_nothing_at_another_school(client, reporter) -> None:
    receipt = reporter.send()
    elsewhere = Reporter(client, branch="beta").come_back(receipt)
    assert elsewhere.status_code == 422


def test_guessing_is_slowed_by_network_and_never_for_the_whole_school(client, reporter) -> None:
    receipt = reporter.send()
    form = hidden(reporter.get("/report/return"))
    codes = [
        reporter.post("/report/return", {**form, "receipt": f"{number:016d}"}).status_code
        for number in range(41)
    ]
    assert codes == [422] * 40 + [429]
    elsewhere = client.post(
        "/alpha/report/return", data={**form, "receipt": receipt}, environ_base={"REMOTE_ADDR": "203.0.113.9"}
    )
    assert elsewhere.status_code == 200


def test_one_thread_cannot_be_flooded_from_many_networks(client, reporter) -> None:
    receipt, other = reporter.send(), reporter.send()
    form = hidden(reporter.get("/report/return"))
    codes = [
        client.post(
            "/alpha/report/return",
            data={**form, "receipt": receipt},
            environ_base={"REMOTE_ADDR": f"203.0.113.{number}"},
        ).status_code
        for number in range(21)
    ]
    assert codes == [200] * 20 + [429]
    assert reporter.come_back(other).status_code == 200


def test_messages_go_both_ways_and_new_ones_are_marked_once(reporter, branch_a) -> None:
    receipt = reporter.send()
    answer_as_team(branch_a, "Рақмет. Қай жерде болды?")
    first = text(reporter.come_back(receipt))
    assert "Рақмет. Қай жерде болды?" in first
    assert 'class="r-new"' in first
    assert 'class="r-new"' not in text(reporter.come_back(receipt))
    written = reporter.come_back(receipt, go="send", body="Асханада", submission=TOKEN)
    assert "Асханада" in text(written)
    assert "Sent. We will read it." in text(written)
    assert [(one.author, one.body, one.read_at is not None) for one in messages(branch_a)] == [
        ("team", "Рақмет. Қай жерде болды?", True),
        ("reporter", "Асханада", False),
    ]


def test_the_reporter_never_learns_who_of_the_team_wrote(reporter, branch_a, client) -> None:
    make_user("sss_member", name="Сәуле Қайратқызы")
    receipt = reporter.send()
    answer_as_team(branch_a, "Рақмет")
    assert "Сәуле" not in text(reporter.come_back(receipt))


def test_a_message_sent_twice_is_one_message(reporter, branch_a) -> None:
    receipt = reporter.send()
    for _ in range(2):
        assert reporter.come_back(receipt, go="send", body="Тағы болды", submission=TOKEN).status_code == 200
    assert [one.body for one in messages(branch_a)] == ["Тағы болды"]


def test_an_empty_or_overlong_message_is_refused_and_the_text_is_kept(reporter, branch_a) -> None:
    receipt = reporter.send()
    empty = reporter.come_back(receipt, go="send", body="  ", submission=TOKEN)
    assert empty.status_code == 422
    assert "Write your message first" in text(empty)
    long = reporter.come_back(receipt, go="send", body="ұ" * 5_001, submission=TOKEN)
    assert long.status_code == 422
    assert "ұ" * 5_001 in text(long)
    assert messages(branch_a) == []


def test_switching_the_language_keeps_what_is_being_written(reporter, branch_a) -> None:
    page = reporter.come_back(reporter.send())
    switched = reporter.client.post(
        "/alpha/report/return?lang=ru", data={**hidden(page), "go": "stay", "body": "Ещё не дописано"}
    )
    assert switched.status_code == 200
    assert "Ещё не дописано</textarea>" in text(switched)
    assert data.text("status_child.reported", "ru") in text(switched)
    assert messages(branch_a) == []


def test_the_team_is_told_of_a_message_without_its_words(reporter, branch_a) -> None:
    member = make_user("sss_member")
    receipt = reporter.send()
    reporter.come_back(receipt, go="send", body="Ол тағы келді", submission=TOKEN)
    with in_branch(branch_a.id):
        codes = list(
            db.session.scalars(
                select(Notification.code).where(Notification.user_id == member).order_by(Notification.id)
            )
        )
        report = db.session.scalars(select(Report)).one()
        assert report.unread_by_team
    assert codes == ["incidents.report_received", "incidents.reporter_wrote"]


def test_opening_reading_and_writing_stand_in_the_trail(reporter, trail) -> None:
    make_user("sss_member")
    receipt = reporter.send()
    reporter.come_back(receipt)
    reporter.come_back(receipt, go="send", body="Асханада", submission=TOKEN)
    assert [entry.event.removeprefix("incidents.") for entry in trail()] == [
        "report_received", "receipt_opened", "thread_message_read",
        "thread_message_sent", "thread_message_read",
    ]  # fmt: skip
    assert all(entry.actor_user_id is None for entry in trail())


def test_nothing_opens_without_the_code(client, reporter) -> None:
    receipt = reporter.send()
    page = reporter.come_back(receipt)
    assert "Set-Cookie" not in page.headers or "receipt" not in page.headers["Set-Cookie"]
    again = client.get("/alpha/report/return")
    assert receipt not in text(again)
    assert 'id="thread"' not in text(again)


def test_an_erased_message_is_said_to_be_erased(reporter, branch_a) -> None:
    from platform_core.crypto import destroy_record_key

    receipt = reporter.send()
    answer_as_team(branch_a, "Құпия сөз")
    with in_branch(branch_a.id, write=True):
        destroy_record_key(db.session.scalars(select(Message)).one())
        db.session.commit()
    shown = text(reporter.come_back(receipt))
    assert "This message was erased" in shown
    assert "Құпия сөз" not in shown


def test_a_forged_message_is_refused(reporter, branch_a) -> None:
    receipt = reporter.send()
    bare = reporter.post(
        "/report/return", {"receipt": receipt, "go": "send", "body": "x", "submission": TOKEN}
    )
    assert bare.status_code == 400
    with in_branch(branch_a.id):
        assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_the_code_stands_in_no_address_of_the_thread_page(reporter) -> None:
    receipt = reporter.send()
    shown = text(reporter.come_back(receipt))
    digits = receipt.replace(" ", "")
    for address in re.findall(r'(?:href|action|src)="([^"]*)"', shown):
        assert digits not in address
        assert receipt not in address
