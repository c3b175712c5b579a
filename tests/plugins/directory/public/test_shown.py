"""An entry as people see it, made of documents of any publisher."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.directory.schemas.shown import ShownEntry, show_document

ID = "4b9f2ee4-5032-59e0-a068-b2dba35081f7"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    *("name", "translations", "phones", "contacts", "organization", "service_at_locations", "attributes"),
    *("schedules", "url", "email", "region", "kind", "description", "alert", "address_confidential"),
)


def show(**fields) -> ShownEntry:
    return show_document({"id": ID, "name": "X", "status": "active", **fields}, "ru")


def test_a_document_of_another_publisher_is_shown() -> None:
    entry = show(
        organization={"phones": [{"number": "+77172570000"}]},
        service_at_locations=[
            {
                "phones": [{"number": "8 701 123 45 67"}, {"number": "8-701-123-45-67"}],
                "location": {
                    "addresses": [{"city": "Алматы", "address_1": "Абай, 1", "postal_code": "050000"}]
                },
            }
        ],
        schedules=[{"opens_at": "09:00:00", "closes_at": "18:00:00"}],
    )
    assert [phone.dialled for phone in entry.phones] == ["+77011234567", "+77172570000"]
    assert (entry.address, entry.hours) == ("Алматы, Абай, 1, 050000", "09:00–18:00")
    assert entry.is_reachable
    assert not entry.is_hotline


@pytest.mark.parametrize(
    ("translations", "said"),
    [
        ({"name": {"ru": "Дом", "kk": "Үй"}}, "Дом"),
        ({"name": {"kk": "Үй"}}, "Үй"),
        ({"name": {"ru": "", "en": "House"}}, "House"),
        ({"name": {}}, "X"),
        ({"name": "Дом"}, "X"),
        (["Дом"], "X"),
        (None, "X"),
    ],
)
def test_a_text_is_said_in_the_language_or_in_another(translations, said) -> None:
    assert show(translations=translations).name == said


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x", 7])
def test_a_link_leads_to_the_web_or_nowhere(url) -> None:
    assert show(url=url).url == ""


@pytest.mark.parametrize("email", ["x", "a@b c", 'a@b"onclick="x', "a@b?subject=x", "a@b\r\nBcc: c@d", 7])
def test_an_address_that_could_say_more_than_it_is_is_left_out(email) -> None:
    assert show(email=email).emails == ()


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)))
def test_no_document_breaks_the_page(fields) -> None:
    entry = show(**fields)
    assert entry.id == UUID(ID)
    assert all(phone.dialled.lstrip("+").isdecimal() for phone in entry.phones)
