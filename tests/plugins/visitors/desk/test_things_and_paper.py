"""Things left at the desk with their receipts, and the badge with its photograph (A5.3, A5.9)."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import HeldItem
from tests.plugins.visitors.desk.conftest import Made, receive, signing, visit_of

MakeVisit = Callable[..., Made]


def test_things_are_kept_returned_and_printed(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    assert guard.get(f"{made.url}/receipt").status_code == 404
    guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "passport"})
    version = str(visit_of(branch_a, made).version)
    noted = {"version": version, "held": ["sharp", "gas"], "agreed": ["home_food"], "note": "Қайшы"}
    assert guard.post(f"{made.url}/items", data=noted).status_code == 302
    assert guard.post(f"{made.url}/items", data=noted).status_code == 409  # the page was read before
    nothing = guard.post(f"{made.url}/items", data={"version": str(visit_of(branch_a, made).version)})
    assert nothing.status_code == 422
    assert guard.get(f"{made.url}/receipt").data.startswith(b"%PDF")
    with in_branch(branch_a.id):
        item = db.session.scalars(select(HeldItem).where(HeldItem.code == "gas")).one()
    assert guard.post(f"{made.url}/items/{item.id}/return").status_code == 302
    guard.post(f"{made.url}/guidance", data={"version": version, **signing(branch_a)})
    admitted = {"version": str(visit_of(branch_a, made).version), "hand_to": "desk"}
    assert guard.post(f"{made.url}/admit", data=admitted).status_code == 302
    leaving = {"version": str(visit_of(branch_a, made).version), "badge_back": "true"}
    assert guard.post(f"{made.url}/check-out", data=leaving).status_code == 422
    assert guard.post(f"{made.url}/check-out", data={**leaving, "items_back": "true"}).status_code == 302
    assert visit_of(branch_a, made).status == "checked_out"


def test_a_badge_is_printed_and_its_photograph_is_kept_nowhere(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo, app: Flask
) -> None:
    made = make_visit("Әбілқайырұлы-Жұмағұлова", "Нұргүлжан")
    assert guard.get(f"{made.url}/badge").status_code == 404
    receive(guard, branch_a, made)
    assert guard.get(f"{made.url}/badge").data.startswith(b"%PDF")
    picture = BytesIO()
    Image.new("RGB", (400, 500), (90, 120, 150)).save(picture, "JPEG")
    before = {path: path.stat().st_size for path in folder_of(app).rglob("*") if "photo" in path.name}
    answer = guard.post(
        f"{made.url}/badge",
        data={"photo": (BytesIO(picture.getvalue()), "face.jpg")},
        content_type="multipart/form-data",
    )
    assert answer.data.startswith(b"%PDF")
    after = {path: path.stat().st_size for path in folder_of(app).rglob("*") if "photo" in path.name}
    assert before == after
    for data in ({}, {"photo": (BytesIO(b"no picture"), "face.jpg")}):
        refused = guard.post(f"{made.url}/badge", data=data, content_type="multipart/form-data")
        assert refused.status_code == 422


def folder_of(app: Flask) -> Path:
    return Path(app.extensions["qorgau_settings"].data_dir)
