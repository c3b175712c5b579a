"""Made-up local services for the demonstration, one of them with a secret address; nothing is real."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import BranchInfo, db, local_day
from plugins.directory.models import LocalService, Service
from plugins.directory.services.local import hide_entry, keep_address, write_local

_BLANK = {
    **{
        f"{name}_{language}": ""
        for name in ("town", "street", "hours", "how", "name")
        for language in ("kk", "ru", "en")
    },
    "needs": [],
    "served": ["children"],
    "phones": "",
    "email": "",
    "url": "",
    "place_region": "",
    "postal_code": "",
    "status": "active",
    "visibility": "public",
    "address_confidential": False,
    "version": 0,
}
_SERVICES: tuple[dict[str, Any], ...] = (
    {
        "name_kk": "«Жанашыр» психологиялық қолдау кабинеті",
        "name_ru": "Кабинет психологической поддержки «Жанашыр»",
        "name_en": "“Zhanashyr” psychological support room",
        "kind": "psychology",
        "needs": ["somebody_to_talk_to", "child_violence"],
        "hours_kk": "дс–жм 9:00–18:00",
        "hours_ru": "пн–пт 9:00–18:00",
        "hours_en": "Mon–Fri 9:00–18:00",
    },
    {
        "name_kk": "Аудандық заң кеңесі",
        "name_ru": "Районная юридическая консультация",
        "name_en": "District legal advice office",
        "kind": "legal_aid",
        "needs": ["state_help", "discrimination"],
        "visibility": "guardians",
    },
    {
        "name_kk": "Уақытша баспана",
        "name_ru": "Временное убежище",
        "name_en": "Refuge",
        "kind": "shelter",
        "needs": ["shelter", "domestic_violence"],
        "visibility": "staff",
        "address_confidential": True,
    },
)


def seed_demo(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Add local services with made-up phones, keep one secret address, hide one entry of the network."""
    if branch.is_central or db.session.scalar(select(LocalService.id).limit(1)) is not None:
        return
    for made in _SERVICES:
        _add(branch, made, rng)
    _hide_one(branch, local_day(branch, now), rng)


def _add(branch: BranchInfo, made: dict[str, Any], rng: Random) -> None:
    # no subscriber begins with 00: nobody is called by mistake
    phone = f"8 (7172) 00-{rng.randrange(10, 99)}-{rng.randrange(10, 99)}"
    values = {**_BLANK, "region": branch.region, "phones": phone, **made}
    if not values["address_confidential"]:
        city = branch.city or branch.name("kk")
        values |= {f"town_{language}": city for language in ("kk", "ru", "en")}
        values |= {"street_kk": f"Бейбітшілік көшесі, {rng.randrange(1, 90)}"}
    written: UUID = write_local(values)
    if values["address_confidential"]:
        keep_address(written, f"{branch.city}, {rng.randrange(1, 90)}", is_local=True)


def _hide_one(branch: BranchInfo, today: date, rng: Random) -> None:
    elsewhere = select(Service.id).where(Service.region.not_in(["", branch.region])).order_by(Service.id)
    found = list(db.session.scalars(elsewhere))
    if found:
        day = today - timedelta(days=rng.randrange(30))
        hide_entry(rng.choice(found), "Біздің облыстан тыс", today=day)
