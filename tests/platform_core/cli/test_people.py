"""`qorgau people import`."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people.models import Person
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.world import World
from tests.platform_core.cli.conftest import Shell

GOOD = "ФИО;ИИН;Класс;Мать ФИО\nЛи Анна;100305600127;7А;Ли Вера\n"
BAD = "Аты-жөні;ЖСН;Сынып\nЛи Анна;12;7\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(GOOD, "cp1251")
    return path


def people_of(world: World, code: str) -> int:
    with world.app.app_context(), in_branch(branch_by_code(code).id):
        return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_file_is_imported_into_one_branch(settled: Shell, world: World, file: Path) -> None:
    outcome = settled("people", "import", "alpha", str(file))
    assert (outcome.code, outcome.out.splitlines()[-1]) == (0, "written")
    assert "1 rows, 2 new, 0 updated, 0 unchanged, 1 guardian links, 0 faults" in outcome.out
    assert (people_of(world, "alpha"), people_of(world, "beta")) == (2, 0)


def test_a_dry_run_writes_nothing(settled: Shell, world: World, file: Path) -> None:
    outcome = settled("people", "import", "alpha", str(file), "--dry-run", "--format", "json")
    told = json.loads(outcome.out)
    assert (outcome.code, told["new"], told["applied"], told["language"]) == (0, 2, False, "ru")
    assert people_of(world, "alpha") == 0


def test_faults_are_told_by_row_in_the_language_of_the_file(
    settled: Shell, world: World, file: Path, tmp_path: Path
) -> None:
    file.write_text(BAD)
    report = tmp_path / "report.xlsx"
    outcome = settled("people", "import", "alpha", str(file), "--report", str(report))
    assert outcome.code == 1
    assert "ЖСН 12 цифрдан тұрады" in outcome.out
    assert outcome.err.splitlines()[-1] == "error: 1 faults: nothing was written"
    assert load_workbook(report).active["D2"].value == "«12»: ЖСН 12 цифрдан тұрады."
    assert people_of(world, "alpha") == 0


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (["alfa", "{file}"], 2, "do you mean alpha?"),
        (["alpha", "missing.csv"], 2, "does not exist"),
        (["alpha"], 2, "Missing argument"),
        (["alpha", "{file}", "--kind", "ghost"], 2, "Invalid value for '--kind'"),
        (["alpha", "{broken}"], 1, "No column headings found"),
    ],
)
def test_wrong_use_ends_in_one_line(
    settled: Shell, file: Path, tmp_path: Path, arguments: list[str], code: int, reason: str
) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("foo;bar\n1;2\n")
    outcome = settled("people", "import", *(one.format(file=file, broken=broken) for one in arguments))
    assert outcome.code == code
    assert reason in outcome.err
    assert "Traceback" not in outcome.err
