"""What the trail tells: own codes, plain sentences, personal facts by name."""

import re
from pathlib import Path

import plugins.incidents
from plugins.incidents.events import EVENTS

CODES = [event.code for event in EVENTS]


def test_codes_are_the_plugins_own_and_unique() -> None:
    assert len(set(CODES)) == len(CODES)
    assert all(re.fullmatch(r"incidents\.[a-z]+(_[a-z]+)+", code) for code in CODES)


def test_every_look_at_confidential_records_has_an_event() -> None:
    looks = {
        "report_viewed",
        "reports_viewed",
        "journal_viewed",
        "journal_searched",
        "incident_viewed",
        "risk_viewed",
        "informant_viewed",
        "thread_message_read",
        "figures_viewed",
        "central_journal_viewed",
        "central_figures_viewed",
        "export_made",
    }
    assert {f"incidents.{look}" for look in looks} <= set(CODES)


def test_sentences_are_whole_and_hold_no_place_for_facts() -> None:
    for event in EVENTS:
        sentence = str(event.sentence)
        assert sentence[0].isupper()
        assert not re.search(r"[%{}]|\.$", sentence), event.code
    assert len({str(event.sentence) for event in EVENTS}) == len(EVENTS)


def test_who_is_named_or_quoted_can_be_erased() -> None:
    personal = {event.code.removeprefix("incidents."): event.personal_fields for event in EVENTS}
    assert personal["informant_viewed"] == ("informant", "purpose")
    assert personal["journal_searched"] == ("query",)
    assert personal["participant_added"] == personal["participant_removed"] == ("person",)
    assert personal["report_received"] == ()


def test_whatever_the_plugin_records_is_declared() -> None:
    room = Path(plugins.incidents.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in room.rglob("*.py"))
    recorded = set(re.findall(r"""record(?:_central)?\(\s*"([^"]+)\"""", source))
    assert recorded <= set(CODES)
    assert "incidents.report_received" in recorded
