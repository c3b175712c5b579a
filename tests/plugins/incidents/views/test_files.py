"""Files of reports: sent without a trace, shown with the words and to nobody else, given out whole."""

import io
import re
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select, update

from platform_core.extensions import db
from platform_core.files.models import Attachment
from platform_core.files.store import path_of
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from plugins.incidents.models import Message, Report

from .conftest import STORY, hidden, receipt_in, screen, text

MAKER = "SecretCam"
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 7.0, 31.0)})
    target = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(target, "JPEG", exif=exif)
    return target.getvalue()


def upload(data: bytes, name: str):
    return (io.BytesIO(data), name)


@pytest.fixture
def files(app, branch_a):
    def read(branch=None) -> list[Attachment]:
        with in_branch((branch or branch_a).id):
            found = list(db.session.scalars(select(Attachment).order_by(Attachment.id)))
            db.session.expunge_all()
            return found

    return read


@pytest.fixture
def sent(reporter, reports, files):
    """A report with a photo: its receipt, the report and the file."""
    receipt = receipt_in(send(reporter, upload(photo(), "Айдана 10Б.jpg")))
    return receipt, reports()[0], files()[0]


def send(reporter, *uploads, **answers):
    page = reporter.answer(reporter.walk(narrative=STORY, **answers))
    assert screen(page) == "files"
    return reporter.post("/report", {**hidden(page), "go": "send", "files": list(uploads)})


def more(reporter, receipt, **answers):
    opened = reporter.come_back(receipt)
    return reporter.post("/report/return", {**hidden(opened), "go": "send", **answers})


def address(report, file) -> str:
    return f"/alpha/incidents/reports/{report.id}/files/{file.id}"


def test_the_screen_of_files_says_what_is_taken_and_what_is_taken_off(reporter) -> None:
    page = reporter.answer(reporter.walk(narrative=STORY))
    shown = text(page)
    assert 'enctype="multipart/form-data"' in shown
    assert ("25 MB" in shown, "JPEG" in shown, "PDF" in shown) == (True, True, False)
    assert "Place, time, device and file name are taken off" in shown
    assert screen(reporter.answer(page, go="back")) == "check"


def test_a_photo_goes_with_the_report_and_says_nothing_of_its_sender(sent, files, world) -> None:
    _receipt, report, file = sent
    assert (file.owner_id, file.kept_by, file.media_type) == (report.id, None, "image/jpeg")
    for path in world.folder.rglob("*"):
        held = path.read_bytes() if path.is_file() else b""
        assert "Айдана".encode() not in held
        assert MAKER.encode() not in held


def test_a_report_needs_no_file(reporter, reports, files) -> None:
    receipt_in(send(reporter, upload(b"", "")))
    assert (len(reports()), files()) == (1, [])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.jpg"), (PDF, "a.pdf"), (b"MZ" + bytes(99), "a.jpg"), (photo()[:-200], "cut.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg"), (b"PK\3\4" + bytes(40), "a.zip"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_taken_is_named_and_nothing_is_sent_without_a_word(
    reporter, reports, files, data, name
) -> None:
    refused = send(reporter, upload(photo(), "good.jpg"), upload(data, name))
    assert (refused.status_code, screen(refused)) == (422, "files")
    shown = text(refused)
    assert f"{name}:" in shown
    assert "choose your files once more" in shown
    assert "good.jpg" not in shown
    assert hidden(refused)["narrative"] == [STORY]
    assert (reports(), files()) == ([], [])
    receipt_in(reporter.post("/report", {**hidden(refused), "go": "send"}))
    assert len(reports()) == 1


def test_the_same_form_twice_keeps_its_files_once(reporter, reports, files) -> None:
    page = reporter.answer(reporter.walk(narrative=STORY))
    codes = {
        receipt_in(
            reporter.post("/report", {**hidden(page), "go": "send", "files": upload(photo(), "a.jpg")})
        )
        for _ in range(2)
    }
    assert (len(codes), len(reports()), len(files())) == (1, 1, 1)


def test_more_comes_by_receipt_with_words_or_without(reporter, sent, files, branch_a) -> None:
    receipt = sent[0]
    page = more(reporter, receipt, files=[upload(photo(), "Дана.jpg")])
    assert page.status_code == 200
    assert "Дана" not in text(page)
    assert re.search(r"picture-[0-9a-f]{6}\.jpg", text(page))
    assert "/files/" not in text(page)
    page = more(reporter, receipt, body="Тағы", files=[upload(PDF, "a.pdf")])
    assert page.status_code == 422
    assert ("a.pdf:" in text(page), "Тағы</textarea>" in text(page)) == (True, True)
    page = more(reporter, receipt)
    assert page.status_code == 422
    with in_branch(branch_a.id):
        [message] = db.session.scalars(select(Message)).all()
        assert [one.owner_id for one in files() if one.code == "incidents.message"] == [message.id]


def test_the_desk_opens_a_file_as_it_opens_the_words(client, login, sent, trail, branch_a) -> None:
    _receipt, report, file = sent
    login(client, "sss_member")
    shown = text(client.get(f"/alpha/incidents/reports/{report.id}"))
    assert address(report, file) in shown
    given = client.get(address(report, file))
    assert (given.status_code, given.mimetype) == (200, "image/jpeg")
    picture = Image.open(io.BytesIO(given.data))
    assert (picture.size, len(picture.getexif())) == ((64, 48), 0)
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert (given.headers["Cache-Control"], given.headers["X-Content-Type-Options"]) == (
        "no-store",
        "nosniff",
    )


@pytest.mark.parametrize(
    "role", ["staff", "curator", "psychologist", "hr_officer", "branch_admin", "front_desk"]
)
def test_other_roles_open_no_file(client, login, sent, role) -> None:
    login(client, role)
    assert client.get(address(sent[1], sent[2])).status_code == 403


def test_neither_another_branch_nor_an_accused_member_finds_it(client, login, sent, branch_a) -> None:
    _receipt, report, file = sent
    login(client, "sss_member", "beta")
    assert client.get(address(report, file).replace("/alpha/", "/beta/")).status_code == 404
    assert client.get(address(report, file)).status_code in {403, 404}
    user_id = make_user("sss_head")
    with in_branch(branch_a.id, write=True):
        db.session.execute(update(Report).values(accused_ids=[str(user_id)]))
        db.session.commit()
    login(client, "sss_head")
    assert client.get(address(report, file)).status_code == 404


def test_a_file_is_not_opened_through_another_report(client, login, reporter, sent, reports) -> None:
    receipt_in(send(reporter))
    other = next(one for one in reports() if one.id != sent[1].id)
    login(client, "sss_member")
    assert client.get(address(other, sent[2])).status_code == 404


def test_a_file_that_was_altered_shows_nothing_and_raises_the_alarm(client, login, sent, branch_a) -> None:
    from platform_core.audit.models import AuditEntry

    _receipt, report, file = sent
    place = path_of(branch_a.id, file.id)
    place.write_bytes(place.read_bytes()[:-1])
    login(client, "sss_member")
    given = client.get(address(report, file))
    assert given.status_code == 500
    assert given.mimetype == "text/html"
    with in_branch(branch_a.id):
        events = db.session.scalars(select(AuditEntry.event)).all()
    assert "core.attachment_broken" in events
    assert "core.attachment_opened" not in events


@pytest.fixture
def pass_on(branch_a):
    """Say of the branch's reports whether they were passed to the centre."""

    def mark(*, escalated: bool) -> None:
        with in_branch(branch_a.id, write=True):
            db.session.execute(update(Report).values(escalated=escalated))
            db.session.commit()

    return mark


def test_the_centre_opens_files_of_reports_passed_to_it_alone(client, login, sent, branch_a, pass_on) -> None:
    _receipt, report, file = sent
    login(client, "wellbeing_officer", "central")
    path = f"/central/incidents/escalated/{branch_a.id}/{report.id}"
    pass_on(escalated=False)
    assert client.get(f"{path}/files/{file.id}").status_code == 404
    pass_on(escalated=True)
    assert f"{path}/files/{file.id}" in text(client.get(path))
    assert client.get(f"{path}/files/{file.id}").data.startswith(b"\xff\xd8")
    assert client.get(f"{path}/files/{UUID(int=1)}").status_code == 404
    assert (
        client.get(f"{path.replace(str(branch_a.id), str(UUID(int=2)))}/files/{file.id}").status_code == 404
    )


def test_a_member_of_staff_sends_documents_too_and_sees_what_was_sent(client, login, reports, files) -> None:
    login(client, "curator")
    asked = client.get("/alpha/incidents/reports/new")
    data = {**hidden(asked), "narrative": STORY, "files": [upload(PDF, "Хат.pdf"), upload(b"", "")]}
    assert client.post("/alpha/incidents/reports/new", data=data).status_code == 302
    [report], [file] = reports(), files()
    assert (file.media_type, file.kept_by) == ("application/pdf", None)
    own = f"/alpha/incidents/reports/mine/{report.id}"
    more = {**hidden(client.get(own)), "go": "send", "files": [upload(photo(), "тақта.jpg")]}
    assert client.post(own, data=more).status_code == 302
    shown = text(client.get(own))
    assert ("тақта.jpg" in shown, "Хат.pdf" in shown, "/files/" in shown) == (True, False, False)
    wrong = {**hidden(client.get(own)), "go": "send", "body": "x", "files": [upload(b"", "e.jpg")]}
    refused = client.post(own, data=wrong)
    assert (refused.status_code, "e.jpg:" in text(refused)) == (422, True)


def test_where_there_is_no_room_the_words_can_go_alone(reporter, reports, files, monkeypatch) -> None:
    from platform_core.files import services

    monkeypatch.setattr(services, "MOST_OF_ONE_BRANCH", 10)
    refused = send(reporter, upload(photo(), "a.jpg"))
    assert (refused.status_code, screen(refused)) == (422, "files")
    assert "sent without them" in text(refused)
    assert (reports(), files()) == ([], [])
    receipt_in(reporter.post("/report", {**hidden(refused), "go": "send"}))
    monkeypatch.undo()
    assert len(reports()) == 1


def test_a_body_over_the_limit_of_all_is_refused_before_it_is_read(app, client, reporter, reports) -> None:
    page = reporter.answer(reporter.walk(narrative=STORY))
    app.config["MAX_CONTENT_LENGTH"], before = 50_000, app.config["MAX_CONTENT_LENGTH"]
    try:
        refused = reporter.post(
            "/report", {**hidden(page), "go": "send", "files": upload(bytes(60_000), "a.jpg")}
        )
    finally:
        app.config["MAX_CONTENT_LENGTH"] = before
    assert refused.status_code == 413
    assert reports() == []
