"""Whatever a form is sent, the answer is a refusal that names what is wrong, and nothing is written."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, fields
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from platform_core.auth.access import declared_access
from platform_core.auth.kit import current_kit
from platform_core.auth.roles import BRANCH_ROLES, CENTRAL_ROLES, permissions_for
from platform_core.db.base import Model
from platform_core.hooks.gate import manifests
from platform_core.isolation.owner import owner_connection
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import make_token, make_user, sign_in
from platform_core.testing.world import World
from platform_core.web.validation import InputSchema
from tests.records import address_of, product_rules, records_of, seed_school

LANGUAGES = ("kk", "ru", "en")
JSON = "application/json"
REASON = re.compile(r'(?:<a href="#f-[^"]+">|<li>)([^<]+: [^<]+|[^<]+[?!.] [^<]+)<')
REFUSALS = {400, 403, 404, 409, 410, 413, 422, 429}
NOT_COUNTED = {"core_session", "core_sign_in_counter", "core_audit_entry", "core_audit_fact"}
GARBAGE = {
    "nothing": None,
    "control characters": "\0\x01\x1b\x7f",
    "a huge number": "9" * 400,
    "too long": "x" * 2500,
    "an unknown value": "no-such-value",
    "bytes that are no text": b"%FF%FE%ED%A0%80%C0%AF",
}
BUTTONS = {
    "audit.verify",
    "auth.end_all_sessions",
    "auth.end_membership",
    "auth.invite_user",
    "auth.logout",
    "auth.remove_passkey",
    "auth.revoke_branch_token",
    "central_jobs.retry_elsewhere",
    "directory.forget_address",
    "directory.open_address",
    "incidents.finish_step",
    "incidents.note_read",
    "incidents.remove_person",
    "notify.open_one",
    "notify.read_all",
    "obligations.close_calendar",
    "people.unlink_guardian",
    "shell.find",
    "visitors.acknowledge_alarm",
    "visitors.cancel_invite",
    "visitors.renew_link",
    "visitors.return_item",
    "visitors.write_checkpoint_end",
    "visitors.write_extra_round",
    "visitors.write_round_beginning",
    "visitors.write_round_end",
    "visitors.write_scanned",
    "visitors.write_sheet_closing",
    "visitors.write_sheet_voiding",
}
"""Forms that do their work with no answer at all."""
WORDS_ALONE = {
    "directory.hide",
    "directory.keep_address",
    "directory_public.search",
    "incidents.informant",
    "incidents.set_aside",
    "incidents.take_up",
    "visitors.find",
    "visitors.find_inside",
    "visitors.find_refusals",
    "visitors.search_journal",
    "visitors.write_finding_done",
}
"""Forms that ask for words and nothing else: any words that are not too long are an answer."""
BEGIN_AGAIN = {"incidents_public.take_report", "auth.check_second_step", "auth.check_step_passkey"}
"""Steps of a way that lead back to its first one, if what they are sent is no step of it."""
STEERING = (b"go", b"screen")
WORDS = {"a huge number", "an unknown value", "bytes that are no text"}


def schemas() -> Iterator[type[Schema]]:
    waiting = list(InputSchema.__subclasses__())
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        yield found


@cache
def field_names() -> frozenset[str]:
    """Name every field of every form of the product, those of rows within forms too."""
    found = {"go", "screen", "checking", "state"}
    for schema in schemas():
        for name, field in schema().fields.items():
            inner = field.schema.fields if isinstance(field, fields.Nested) else {}
            row = f"{name}.0." if getattr(field, "many", False) else f"{name}."
            found |= {f"{row}{one}" for one in inner} or {name}
    return frozenset(found)


@dataclass(frozen=True)
class Sender:
    """Somebody of the right role before each form, and the forms themselves."""

    world: World
    records: dict[str, str]

    @property
    def app(self) -> Flask:
        return self.world.app

    def forms(self) -> Iterator[tuple[str, str, str]]:
        """Give endpoint, address and permission of every form that is sent by POST."""
        for rule in product_rules(self.app):
            if "POST" in (rule.methods or set()) and not rule.rule.startswith("/api"):
                kind, what = declared_access(self.app.view_functions[rule.endpoint], "POST")
                yield rule.endpoint, address_of(rule, self.records), what if kind == "requires" else ""

    def client_for(self, address: str, permission: str) -> FlaskClient:
        """Give a client of somebody who may send the form."""
        branch, roles, anybody = "alpha", BRANCH_ROLES, "branch_admin"
        if address.startswith("/central"):
            branch, roles, anybody = "central", CENTRAL_ROLES, "platform_admin"
        holders = [one for one in roles if permission in permissions_for([one], current_kit().grants)]
        client = self.app.test_client()
        sign_in(client, "sss_head" if "sss_head" in holders else (holders or [anybody])[0], branch)
        return client

    def rows(self) -> Counter[str]:
        with owner_connection(self.world.settings) as connection:
            return Counter(
                {
                    table.name: connection.scalar(select(func.count()).select_from(table))
                    for table in Model.metadata.sorted_tables
                    if table.name not in NOT_COUNTED
                }
            )


@pytest.fixture
def sender(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Sender:
    seed_school(branch_by_code("alpha"), monkeypatch, people=1, incidents_a_year=1)
    for branch, roles in (("alpha", BRANCH_ROLES), ("central", CENTRAL_ROLES)):
        for role in roles:
            make_user(role, branch=branch)
    return Sender(world, records_of(branch_by_code("alpha"), make_user("sss_head", branch="alpha")))


def body_of(garbage: str | bytes | None) -> dict[str, Any]:
    """Give every field of every form the same answer."""
    names = sorted(field_names())
    if garbage is None:
        return {"data": {}}
    if isinstance(garbage, bytes):
        content = b"&".join(name.encode() + b"=" + garbage for name in names)
        return {"data": content, "content_type": "application/x-www-form-urlencoded"}
    return {"data": MultiDict([(name, garbage) for name in names])}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_is_refused_and_nothing_is_written(sender: Sender, kind: str) -> None:
    asked, before, faults = body_of(GARBAGE[kind]), sender.rows(), []
    left_out = BUTTONS | (WORDS_ALONE if kind in WORDS else set())
    for endpoint, address, permission in sender.forms():
        if endpoint in left_out:
            continue
        answer = sender.client_for(address, permission).post(address, **asked)
        wrote = {**(sender.rows() - before), **(before - sender.rows())}
        expected = {200, 303} if endpoint in BEGIN_AGAIN else REFUSALS
        if answer.status_code not in expected or wrote:
            faults.append((endpoint, answer.status_code, wrote))
    assert not faults, repr(faults)


def test_buttons_do_not_mind_garbage(sender: Sender) -> None:
    asked = body_of(GARBAGE["bytes that are no text"])
    forms = [form for form in sender.forms() if form[0] in BUTTONS]
    assert {endpoint for endpoint, _, _ in forms} == BUTTONS
    for endpoint, address, permission in forms:
        answer = sender.client_for(address, permission).post(address, **asked)
        assert answer.status_code < 500, endpoint


def test_refusals_speak_the_readers_language_and_name_the_field(sender: Sender) -> None:
    told = 0
    for endpoint, address, permission in sender.forms():
        if endpoint in BUTTONS:
            continue
        client = sender.client_for(address, permission)
        answers = [client.post(f"{address}?lang={language}", data={}) for language in LANGUAGES]
        if {answer.status_code for answer in answers} == {422}:
            said = [tuple(REASON.findall(answer.text)) for answer in answers]
            assert all(said), endpoint
            assert len(set(said)) == len(LANGUAGES), (endpoint, said)
            told += 1
    assert told > 10


@pytest.mark.parametrize("kind", GARBAGE)
def test_a_child_is_told_what_to_put_right(sender: Sender, kind: str) -> None:
    """The public report, sent with garbage in every answer, shows a question again and keeps no word."""
    before, garbage = sender.rows(), body_of(GARBAGE[kind])
    content = garbage["data"]
    if isinstance(content, bytes):
        content = b"&".join(part for part in content.split(b"&") if part.split(b"=")[0] not in STEERING)
        content += b"&go=send&screen=check"
    else:
        content = MultiDict(content)
        content.setlist("go", ["send"])
        content.setlist("screen", ["check"])
    answer = sender.client_for("/alpha", "").post("/alpha/report", **{**garbage, "data": content})
    assert answer.status_code == 422, answer.text
    assert sender.rows() == before


def test_a_form_beyond_all_bounds_is_refused_unread(sender: Sender) -> None:
    before = sender.rows()
    for endpoint, address, permission in sender.forms():
        if endpoint in {"people.add", "incidents.send_report", "incidents_public.take_report"}:
            client = sender.client_for(address, permission)
            assert client.post(address, data={"narrative": "ө" * 6_000_000}).status_code == 413, endpoint
    assert sender.rows() == before


def test_a_file_that_is_no_list_is_refused(sender: Sender) -> None:
    before, client = sender.rows(), sender.client_for("/alpha", "core.people.import")
    for content in (b"", b"\0" * 5000, b"\xff\xfe\xd8\x00", b"PK\x03\x04 no workbook", "Аты".encode()):
        answer = client.post(
            "/alpha/people/import", data={"file": (BytesIO(content), "list.csv"), "kind": "student"}
        )
        assert answer.status_code in REFUSALS, content[:20]
    assert sender.rows() == before


API_GARBAGE = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b'{"narrative": "\\ud800"}',
    b'{"narrative": {"a": [1]}, "submission": 7}',
    b'{"version": 1e400, "target": "closed"}',
    b'{"version": ' + b"9" * 400 + b"}",
    b'{"kinds": ["bullying"], "summary": "\\u0000", "people": [{"role": "\\ud800"}]}',
    b"[" * 20_000,
)


def test_the_api_refuses_garbage_as_problems(sender: Sender) -> None:
    every = [one.code for manifest in manifests().values() for one in manifest.permissions]
    headers = {"Authorization": f"Bearer {make_token(*every)}"}
    client, before = sender.app.test_client(), sender.rows()
    for rule in product_rules(sender.app):
        if rule.rule.startswith("/api/v1/") and "POST" in (rule.methods or set()):
            for content in API_GARBAGE:
                answer = client.post(
                    address_of(rule, sender.records), data=content, headers=headers, content_type=JSON
                )
                assert answer.status_code in REFUSALS, (rule.rule, content[:40], answer.text)
                assert answer.content_type == "application/problem+json"
    assert sender.rows() == before


@pytest.mark.parametrize(
    "query",
    [
        "cursor=%00",
        "cursor=zzz",
        "year=99999999999999999999",
        "year=-1",
        "sort=no",
        "q=%ff%fe",
        "from=9999-99-99",
    ],
)
def test_lists_refuse_what_they_do_not_know(sender: Sender, query: str) -> None:
    for rule in product_rules(sender.app):
        if "GET" in (rule.methods or set()) and rule.rule.startswith(("/<branch>/", "/central/")):
            _kind, what = declared_access(sender.app.view_functions[rule.endpoint])
            address = address_of(rule, sender.records)
            client = sender.client_for(address, what)
            assert client.get(f"{address}?{query}").status_code < 500, address
