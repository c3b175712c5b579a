"""The documents of A10: the shipped entries in the words of HSDS, with ids that never change."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from platform_core.sdk import REGIONS
from plugins.directory import data
from plugins.directory.policy.codes import Kind, Need, Served
from plugins.directory.schemas.hsds.facts import EntryFacts, Place, Term, Texts, document_of
from plugins.directory.schemas.hsds.nesting import Document

NAMESPACE = UUID("5f0f6f0e-7f0c-5c58-9d1b-3d7f2a6f2b10")
"""What the ids of shipped objects are made from, with their keys."""
WHOLE_COUNTRY: Texts = {"kk": "Қазақстан", "ru": "Казахстан", "en": "Kazakhstan"}
NEED, SERVED = "need", "served"
TAXONOMIES: Mapping[str, tuple[str, ...]] = {
    NEED: tuple(one.value for one in Need),
    SERVED: tuple(one.value for one in Served),
}


def shipped_id(kind: str, key: str) -> UUID:
    """Return the id of a shipped object: the same in every installation."""
    return uuid5(NAMESPACE, f"{kind}:{key}")


def region_names(code: str) -> Texts:
    """Name a region of today by its code, the whole country for an empty one."""
    region = REGIONS.get(code)
    return {"kk": region.kk, "ru": region.ru, "en": region.en} if region else WHOLE_COUNTRY


@cache
def taxonomy_document(taxonomy: str) -> Document:
    """Return one of our taxonomies as a document."""
    names = data.texts(f"taxonomy.{taxonomy}")
    return {
        "id": str(shipped_id("taxonomy", taxonomy)),
        "name": names["kk"],
        "description": names["kk"],
        "translations": {"name": dict(names)},
    }


@cache
def term_of(taxonomy: str, code: str) -> Term:
    """Return a term of `need` or `served`; raise `KeyError` for a code that it does not have."""
    names = data.texts(f"{taxonomy}.{code}")
    document = {
        "id": str(shipped_id("taxonomy_term", f"{taxonomy}.{code}")),
        "code": code,
        "name": names["kk"],
        "description": names["kk"],
        "taxonomy": taxonomy,
        "taxonomy_detail": taxonomy_document(taxonomy),
        "language": "kk",
        "translations": {"name": dict(names)},
    }
    return Term(code, document)


def terms_of(needs: Sequence[str], served: Sequence[str]) -> tuple[Term, ...]:
    """Return the terms of an entry."""
    return (*(term_of(NEED, one) for one in needs), *(term_of(SERVED, one) for one in served))


def shipped_documents() -> list[Document]:
    """Make the document of every shipped entry, list by list in the source's order."""
    return [document for source in data.source_lists() for document in _of_list(source)]


def _of_list(source: data.SourceList) -> Iterator[Document]:
    for place, entry in enumerate(source.entries, start=1):
        document = document_of(_facts(entry), shipped_id("service", entry["key"]))
        said = {"clause": "A10", "list": source.code, "place": place, "number": entry["number"]}
        yield {**document, "source": said}


def _facts(entry: Mapping[str, Any]) -> EntryFacts:
    kind = Kind(entry["kind"])
    location = entry.get("location")
    # offices that speak for the whole country may still stand in one town
    region = location["region"] if location and kind not in _NATIONWIDE else ""
    return EntryFacts(
        names=entry["name"],
        kind=kind.value,
        kind_names=data.texts(f"kind.{kind.value}"),
        region=region,
        area_names=region_names(region),
        terms=terms_of(entry["needs"], entry.get("audiences", ())),
        how=entry.get("how", {}),
        phone_lines=tuple(entry.get("phones", ())),
        url=entry.get("url", ""),
        email=entry.get("email", ""),
        place=_place(location) if location else None,
        offices=tuple((office["name"], office["email"]) for office in entry.get("office", ())),
        visibility=entry.get("visibility", "public"),
    )


_NATIONWIDE = frozenset({Kind.STATE_BODY, Kind.OMBUDSMAN})


def _place(location: Mapping[str, Any]) -> Place:
    return Place(
        street=location["street"],
        town=location["town"],
        region_names=region_names(location["region"]),
        postal_code=location.get("postal_code", ""),
    )
