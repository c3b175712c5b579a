"""Files of a form: each refusal names its file, and names are harmless whatever they were."""

import io

import pytest
from flask import request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from platform_core.errors import InvalidInput
from platform_core.files.answers import file_response
from platform_core.files.forms import load_files, upload_offer
from platform_core.files.intake import LONGEST_NAME, safe_name, take_uploads
from platform_core.files.queries import open_file
from platform_core.i18n import use_locale
from platform_core.isolation.scope import in_branch
from platform_core.web.forms import Form

from .conftest import CODE
from .samples import TAKEN, TEXT, pdf, photo


def upload(data: bytes, name: str) -> FileStorage:
    return FileStorage(io.BytesIO(data), filename=name)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_refusal_names_its_file_and_nothing_else_is_taken(spec, language) -> None:
    sent = [upload(photo(), "good.jpg"), upload(b"", "empty.jpg"), upload(b"MZ" + bytes(99), "game.jpg")]
    with use_locale(language), pytest.raises(InvalidInput) as refused:
        take_uploads(CODE, sent)
    reasons = refused.value.errors["files"]
    assert [reason.partition(":")[0] for reason in reasons] == ["empty.jpg", "game.jpg"]


def test_a_file_is_read_no_further_than_its_limit(declare) -> None:
    declare(most_mib=1)
    stream = io.BytesIO(bytes(5 * 1024 * 1024))
    with use_locale("en"), pytest.raises(InvalidInput) as refused:
        take_uploads(CODE, [FileStorage(stream, filename="big.bin")])
    assert "1 MB" in refused.value.errors["files"][0]
    assert stream.tell() == 1024 * 1024 + 1


def test_too_many_at_once(declare) -> None:
    declare(most_files=2)
    with pytest.raises(InvalidInput) as refused:
        take_uploads(CODE, [upload(TEXT, "a.txt")] * 3)
    assert "2" in refused.value.errors["files"][0]
    assert take_uploads(CODE, [upload(b"", "")]) == []


def test_whoever_must_not_be_known_gives_no_name_and_no_document(spec) -> None:
    [ready] = take_uploads(CODE, [upload(photo(), "Айдана 10Б.jpg")], nameless=True)
    assert ready.name == ""
    with pytest.raises(InvalidInput) as refused:
        take_uploads(CODE, [upload(pdf(), "a.pdf")], nameless=True)
    assert "PDF" not in refused.value.errors["files"][0]
    assert "PDF" not in upload_offer(CODE, nameless=True).limits
    assert "PDF" in upload_offer(CODE).limits


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("..\\..\\etc/passwd", "passwd.txt"), ("a\u202egpj.exe", "agpj.txt"), ("", "file.txt"),
        ("...", "file.txt"), ("Қауіпсіздік хаты.DOC", "Қауіпсіздік хаты.txt"),
        ('a"; b\r\nX: 1.txt', "a bX 1.txt"),
    ],
)  # fmt: skip
def test_names_lose_what_could_do_harm(given_name, kept) -> None:
    assert safe_name(given_name, "txt") == kept


@given(st.text(max_size=300))
def test_every_name_is_short_and_has_the_true_ending(name) -> None:
    safe = safe_name(name, "jpg")
    assert safe.endswith(".jpg")
    assert len(safe) <= LONGEST_NAME
    assert not set('/\\"<>:\r\n\0') & set(safe)


def test_a_form_that_is_wrong_elsewhere_asks_for_its_files_again(app, spec) -> None:
    with app.test_request_context("/", method="POST", data={"files": (io.BytesIO(TEXT), "a.txt")}):
        right, wrong = Form(), Form(errors={"place": ["?"]})
        assert len(load_files(right, CODE)) == 1
        request.files["files"].stream.seek(0)
        assert load_files(wrong, CODE) == []
        assert (right.is_valid, list(wrong.errors)) == (True, ["place", "files"])


def test_uploads_are_held_in_memory_alone(app) -> None:
    with app.test_request_context("/", method="POST", data={"files": (io.BytesIO(b"x"), "a")}):
        assert isinstance(request._get_file_stream(10**8, "image/jpeg"), io.BytesIO)


@pytest.mark.parametrize("ending", ["jpg", "txt", "pdf", "mp4"])
def test_a_file_is_answered_so_that_no_browser_runs_or_keeps_it(branch_a, person, attach, ending) -> None:
    owner = person(branch_a)
    file_id = attach(branch_a, owner, TAKEN[ending], name=f"Хат 1.{ending}")
    with in_branch(branch_a.id):
        opened = open_file(CODE, owner, file_id)
    response = file_response(opened)
    headers = response.headers
    assert response.get_data() == opened.content
    assert headers["Content-Disposition"].startswith("inline" if ending == "jpg" else "attachment")
    assert "filename*=UTF-8''%D0%A5%D0%B0%D1%82" in headers["Content-Disposition"]
    assert "sandbox" in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
    assert headers["Content-Length"] == str(len(opened.content))
