"""Letters on paper made of entries, for whoever no e-mail reaches (P47)."""

from collections.abc import Sequence
from typing import Any

from platform_core.sdk import central_branch, public_address
from plugins.directory import data
from plugins.directory.exports.letters import PaperLetter, letters_pdf
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.reading import read_entry
from plugins.directory.services.requests.asking import PrintedRequest
from plugins.directory.services.requests.mailing import languages_of
from plugins.directory.services.requests.secrets import letter_path, shown_code

_CODE_PAGE = "/central/directory/letter"


def print_letters(printed: Sequence[PrintedRequest]) -> bytes:
    """Print a letter for each request; their codes can be read here and nowhere else."""
    documents = read_documents([one.service_id for one in printed])
    return letters_pdf([_letter(one, document) for one, document in zip(printed, documents, strict=True)])


def _letter(one: PrintedRequest, document: dict[str, Any]) -> PaperLetter:
    languages = languages_of(one.service_id)
    entry = read_entry(document, languages[0])
    return PaperLetter(
        languages=languages,
        networks={language: central_branch().name(language) for language in languages},
        names={language: read_entry(document, language).name for language in languages},
        postal="\n".join(entry.addresses),
        facts={languages[0]: _facts(document, languages[0])},
        link=public_address(letter_path(one.code)),
        address=public_address(_CODE_PAGE),
        code=shown_code(one.code),
    )


def _facts(document: dict[str, Any], language: str) -> list[tuple[str, str]]:
    entry, needs = read_entry(document, language), data.words("need", language)
    told = [
        ("phones", "\n".join(phone.printed for phone in entry.phones)),
        ("email", "\n".join(entry.emails)),
        ("url", entry.url),
        ("address", "\n".join(entry.addresses)),
        ("hours", entry.hours),
        ("how", entry.how),
        ("area", entry.area),
        ("needs", ", ".join(needs.get(code, code) for code in entry.needs)),
    ]
    return [(code, text or "—") for code, text in told]
