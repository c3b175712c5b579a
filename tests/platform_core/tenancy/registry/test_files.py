"""Tenant files: what is shipped is whole; what is wrong is refused with file, field and reason."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from platform_core.i18n import use_locale
from platform_core.tenancy.calendar import WorkingCalendar
from platform_core.tenancy.regions import REGIONS
from platform_core.tenancy.registry import TenantFault, read_tenants
from platform_core.tenancy.school_year import SchoolCalendar
from tests.platform_core.tenancy.registry.shipped import MANIFESTS, SHIPPED

CENTRAL = (SHIPPED / "central.toml").read_text()
BRANCH = (SHIPPED / "taraz-phys-math.toml").read_text()
Plant = Callable[..., Path]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with use_locale("en"):
        yield


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write a directory of tenant files: the good centre, and what the test gives."""

    def write(**files: str | bytes) -> Path:
        for name, text in {"central": CENTRAL, **files}.items():
            path = tmp_path / f"{name.replace('_', '-')}.toml"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return write


def faults_of(directory: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(TenantFault) as caught:
        read_tenants(directory, MANIFESTS)
    return [(fault.file, fault.field, fault.reason) for fault in caught.value.faults]


def changed(old: str, new: str, text: str = BRANCH) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_the_shipped_organisation_is_whole() -> None:
    tenants = {tenant.code: tenant for tenant in read_tenants(SHIPPED, MANIFESTS)}
    branches = [tenant for tenant in tenants.values() if tenant.columns["kind"] == "branch"]
    assert len(branches) == 22
    assert tenants["central"].columns["kind"] == "central"
    assert len({tenant.columns["region"] for tenant in branches}) == 18
    assert all(tenant.modules["incidents"].enabled for tenant in branches)
    cities = "astana almaty shymkent aktau aktobe atyrau karaganda kokshetau kostanay kyzylorda oral oskemen"
    for city in f"{cities} pavlodar petropavl semey taldykorgan taraz turkistan".split():
        assert any(code.startswith(city) for code in tenants)


def test_shipped_names_are_in_their_languages() -> None:
    for tenant in read_tenants(SHIPPED, MANIFESTS):
        names = tenant.columns["names"]
        assert names["en"].isascii()
        assert not names["kk"].isascii()
        assert not set("әғқңөұүһі") & set(names["ru"].casefold())
        if tenant.columns["kind"] == "branch":
            assert tenant.columns["city"] in names["kk"]


def test_shipped_files_end_in_values_that_the_product_can_read() -> None:
    for tenant in read_tenants(SHIPPED, MANIFESTS):
        ZoneInfo(tenant.columns["timezone"])
        WorkingCalendar.from_dict(tenant.columns["calendar"])
        assert tenant.columns["region"] in REGIONS
    central = next(tenant for tenant in read_tenants(SHIPPED, MANIFESTS) if tenant.code == "central")
    calendar = SchoolCalendar.from_dict(central.columns["calendar"]["school_year"])
    assert calendar.period(2025, 2).starts.isoformat() == "2025-11-03"


def test_the_readme_names_every_field_and_region() -> None:
    text = (SHIPPED / "README.md").read_text()
    for field in ("code", "kind", "profile", "city", "region", "timezone", "languages", "hostel"):
        assert f"| `{field}` |" in text
    for field in ("country", "weekdays", "days_off", "working_days", "enabled", "usual", "settings"):
        assert field in text
    assert all(f"`{code}`" in text for code in REGIONS)


def test_there_are_twenty_regions_named_in_three_languages() -> None:
    assert len(REGIONS) == 20
    assert REGIONS["KZ-62"].name("kk") == "Ұлытау облысы"
    assert REGIONS["KZ-62"].name("ru") == "область Улытау"
    assert REGIONS["KZ-62"].name("en") == "Ulytau Region"


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ('code = "taraz-phys-math"', 'code = "Taraz"', "code", "lower-case"),
        ('code = "taraz-phys-math"', 'code = "taraz--math"', "code", "single hyphens"),
        ('code = "taraz-phys-math"', 'code = "tz"', "code", "between 3 and 60"),
        ('code = "taraz-phys-math"', 'code = "static"', "code", "address of a page"),
        ('code = "taraz-phys-math"', 'code = "taraz"', "code", "but the file is taraz-phys-math.toml"),
        ('code = "taraz-phys-math"', "code = 7", "code", "Not a valid string"),
        ('code = "taraz-phys-math"\n', "", "code", "Missing data"),
        ('kind = "branch"', 'kind = "school"', "kind", "Must be one of: branch, central"),
        ('kind = "branch"', 'kind = "central"', "code", "nothing else"),
        ('profile = "physics-mathematics"', 'profile = "dance"', "profile", "Must be one of"),
        ('profile = "physics-mathematics"\n', "", "profile", "a branch has one"),
        ('region = "KZ-31"', 'region = "KZ-99"', "region", "Must be one of"),
        ('timezone = "Asia/Almaty"', 'timezone = "Asia/Taraz"', "timezone", "IANA"),
        ('languages = ["kk", "ru", "en"]', "languages = []", "languages", "Length"),
        ('languages = ["kk", "ru", "en"]', 'languages = ["kk", "de"]', "languages.1", "Must be one of"),
        ('languages = ["kk", "ru", "en"]', 'languages = ["kk", "kk"]', "languages", "twice"),
        ("hostel = true", "hostel = 1", "hostel", "true or false"),
        ("hostel = true", 'hostel = "yes"', "hostel", "true or false"),
        ("hostel = true", "hostel = true\nhostle = true", "hostle", "Unknown field"),
        ("kk = ", "kz = ", "names.kk", "Missing data"),
        ('country = "KZ"', 'country = "ZZ"', "calendar.country", "no country"),
        ('"mon", ', '"monday", ', "calendar.weekdays.0", "Must be one of"),
        ('"mon", ', '"tue", ', "calendar.weekdays", "twice"),
        ('country = "KZ"', 'days_off = ["2026-05-28"]', "calendar.days_off.0", "without quotes"),
        ('country = "KZ"', "days_off = [2026-05-28T10:00:00]", "calendar.days_off.0", "must be a date"),
        ("enabled = true", "enabled = 1", "modules.incidents.enabled", "true or false"),
        ("enabled = true", "", "modules.incidents.enabled", "Missing data"),
        (
            "[modules.incidents]",
            "[modules.canteen]",
            "modules.canteen",
            "is no module here (incidents, visitors)",
        ),
        (
            "enabled = true",
            "enabled = true\nsettings = {reply_days = 11}",
            "modules.incidents.settings.reply_days",
            "must be at most 10",
        ),
        (
            "enabled = true",
            "enabled = true\nsettings = {colour = 'red'}",
            "modules.incidents.settings.colour",
            "is not a setting of the module (reply_days)",
        ),
        ("[calendar]", '[school_year]\nusual = ["09-01"]\n[calendar]', "school_year", "network's"),
    ],
)
def test_a_bad_field_is_refused_with_file_field_and_reason(
    plant: Plant, old: str, new: str, field: str, reason: str
) -> None:
    found = faults_of(plant(taraz_phys_math=changed(old, new)))
    match = [fault for fault in found if fault[:2] == ("taraz-phys-math.toml", field)]
    assert match, found
    assert reason in match[0][2]


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ('usual = ["09-01", ', 'usual = ["09-31", ', "school_year", "day is out of range"),
        ('usual = ["09-01", ', "usual = [", "school_year", "four quarters"),
        ("2023 = [2023-09-01, ", "2023 = [", "school_year", "needs four quarters"),
        ("2023-11-06, 2024-01-08", "2024-01-08, 2023-11-06", "school_year", "not in order"),
        ("2023 = [", "soon = [", "school_year.special.soon", "school year"),
        ("[school_year.special]", "[school_days.special]", "school_days", "Unknown field"),
        ("hostel = false", 'hostel = false\nprofile = "general"', "profile", "the central office has none"),
        ("[school_year]", "[modules.incidents]\nenabled = true\n[school_year]", "modules", "in branches"),
    ],
)
def test_a_bad_central_file_is_refused(plant: Plant, old: str, new: str, field: str, reason: str) -> None:
    found = faults_of(plant(central=changed(old, new, CENTRAL)))
    match = [fault for fault in found if fault[:2] == ("central.toml", field)]
    assert match, found
    assert reason in match[0][2]


def test_every_fault_of_every_file_is_named_at_once(plant: Plant) -> None:
    twice = changed('region = "KZ-31"', 'region = "KZ-0"', changed("hostel = true", "hostel = 1"))
    found = faults_of(plant(taraz_phys_math=twice, broken="code = ", other=b"\xff\xfe"))
    assert {(file, field) for file, field, _ in found} == {
        ("taraz-phys-math.toml", "region"),
        ("taraz-phys-math.toml", "hostel"),
        ("broken.toml", ""),
        ("other.toml", ""),
    }


def test_what_is_not_toml_says_where(plant: Plant) -> None:
    found = faults_of(plant(broken='code = "broken"\nkind branch\n'))
    assert found[0][0] == "broken.toml"
    assert "line 2" in found[0][2]


def test_two_branches_cannot_share_a_name(plant: Plant) -> None:
    twin = changed('code = "taraz-phys-math"', 'code = "taraz-twin"')
    found = faults_of(plant(taraz_phys_math=BRANCH, taraz_twin=twin))
    assert {fault[0] for fault in found} == {"taraz-phys-math.toml", "taraz-twin.toml"}
    assert {fault[1] for fault in found} == {"names.kk", "names.ru", "names.en"}


def test_a_network_without_its_centre_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taraz-phys-math.toml").write_text(BRANCH)
    assert faults_of(tmp_path) == [("central.toml", "", "is missing: the central office is a tenant, too")]


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_an_empty_or_missing_directory_is_refused(tmp_path: Path, name: str) -> None:
    assert "holds no tenant files" in faults_of(tmp_path / name)[0][2]


def test_modules_that_no_line_names_are_as_they_say_themselves(plant: Plant) -> None:
    text = changed("[modules.incidents]\nenabled = true\n", "")
    tenants = {tenant.code: tenant for tenant in read_tenants(plant(taraz_phys_math=text), MANIFESTS)}
    switches = tenants["taraz-phys-math"].modules
    assert {name: switch.enabled for name, switch in switches.items()} == {
        "incidents": True,
        "visitors": False,
    }
    assert switches["incidents"].settings == {"reply_days": 3}
    assert tenants["central"].modules == {}


def test_a_branch_calendar_keeps_its_own_days(plant: Plant) -> None:
    text: Any = changed('country = "KZ"', "days_off = [2026-05-28]\nworking_days = [2026-06-06]")
    tenants = {tenant.code: tenant for tenant in read_tenants(plant(taraz_phys_math=text), MANIFESTS)}
    kept = tenants["taraz-phys-math"].columns["calendar"]
    assert (kept["country"], kept["days_off"], kept["working_days"]) == ("KZ", ["2026-05-28"], ["2026-06-06"])
