"""An entry as a vCard 3.0 (RFC 2426), which every telephone takes into its contacts."""

from plugins.directory.schemas.shown import ShownEntry

MIME_TYPE = "text/vcard"
_TYPE = "TYPE"


def vcard_of(entry: ShownEntry, *, page_url: str) -> bytes:
    """Write an entry as a vCard; `page_url` is its page of help, where the newest numbers stand.

    A confidential address is not in the entry, and so not here.
    """
    # heavy: loaded with the first card
    from icalendar import Component, vAdr, vN, vOrg, vText, vUri  # noqa: PLC0415

    class _Card(Component):
        """A vCard: the same lines, escaping and folding as a calendar."""

        name = "VCARD"

    card = _Card()
    card.add("VERSION", vText("3.0"))
    card.add("PRODID", vText("-//Qorgau//Directory//EN"))
    card.add("UID", vText(f"urn:uuid:{entry.id}"))
    card.add("FN", vText(entry.name))
    card.add("N", vN(("", "", "", "", "")))  # an office has a name of its own, and no family name
    card.add("ORG", vOrg((entry.name,)))
    for phone in entry.phones:
        card.add("TEL", vText(phone.dialled), parameters={_TYPE: "VOICE"})
    for number in entry.whatsapps:
        card.add("TEL", vText(number), parameters={_TYPE: "MSG"})
    for email in entry.emails:
        card.add("EMAIL", vText(email), parameters={_TYPE: "INTERNET"})
    if entry.address:
        card.add("ADR", vAdr(("", "", entry.address, "", "", "", "")), parameters={_TYPE: "WORK"})
    if entry.hours:
        card.add("NOTE", vText(entry.hours))
    for url in filter(None, (entry.url, page_url)):
        card.add("URL", vUri(url))
    content: bytes = card.to_ical(sorted=False)
    return content
