"""A school's list becomes the register: refused, put right, imported, found, linked, given out, erased."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Visitor

HEAD = "Сынып тізімі;;;;\nр/с;Аты-жөні;ЖСН;Сынып;Анасының аты-жөні\n"
BAD = f"{HEAD}1;АХМЕТОВА ӘЙГЕРІМ;100305600128;7А;Ахметова Дана\n2;Ли Анна;;7А;\n"
GOOD = f"{HEAD}1;АХМЕТОВА ӘЙГЕРІМ;100305600127;7А;Ахметова Дана\n"


def shoot(visitor: Visitor, name: str) -> None:
    """Keep a picture where the suite asks for pictures."""
    folder = os.environ.get("QORGAU_SCREENSHOTS")
    if folder:
        visitor.page.screenshot(path=str(Path(folder) / f"people-{name}.png"), full_page=True)


def check(visitor: Visitor, name: str) -> None:
    visitor.check_accessible(name)
    visitor.check_fits(name)
    shoot(visitor, name)


def test_a_list_becomes_the_register(member: Callable[..., Visitor], tmp_path: Path) -> None:
    admin = member("branch_admin")
    admin.go("/alpha/people/")
    check(admin, "empty")
    refuse(admin, tmp_path / "bad.csv")
    accept(admin, tmp_path / "good.csv")
    person = open_person(admin)
    admin.page.get_by_role("link", name="Change").click()
    check(admin, "form")
    admin.page.get_by_label("Left on").fill("2026-06-01")
    admin.page.get_by_role("button", name="Save").click()
    erase(member("branch_head"), person)
    phone = member("curator", phone=True)
    for address in ("/alpha/people/?left=true&lang=kk", person):
        phone.go(address)
        check(phone, f"phone-{len(address)}")


def refuse(admin: Visitor, file: Path) -> None:
    """A file with faults is told about in its own language and changes nothing."""
    file.write_text(BAD, "kz1048")
    admin.page.get_by_role("link", name="Import").first.click()
    check(admin, "choose")
    choose(admin, file)
    expect(admin.page.get_by_text("бақылау цифры сәйкес емес")).to_be_visible()
    expect(admin.page.get_by_role("button", name="Import", exact=True)).to_have_count(0)
    check(admin, "faults")
    admin.page.get_by_role("button", name="Choose another file").click()


def accept(admin: Visitor, file: Path) -> None:
    """The same file put right is shown first, then written."""
    file.write_text(GOOD, "utf-8-sig")
    choose(admin, file)
    expect(admin.page.get_by_text("The file is sound")).to_be_visible()
    check(admin, "sound")
    admin.page.get_by_role("button", name="Import", exact=True).click()
    check(admin, "list")


def choose(admin: Visitor, file: Path) -> None:
    """Give a file to be checked."""
    admin.page.get_by_label("File", exact=True).set_input_files(file)
    admin.page.get_by_role("button", name="Check the file").click()


def open_person(admin: Visitor) -> str:
    """Find somebody without a Kazakh keyboard, look for a guardian, and return the address."""
    page = admin.page
    page.get_by_label("Name", exact=True).fill("айгерим")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ахметова Әйгерім").click()
    expect(page.get_by_role("link", name="Open Ахметова Дана")).to_be_visible()
    check(admin, "person")
    page.get_by_text("Add a guardian").click()
    page.get_by_label("Begin to type a name").fill("ахметова д")
    expect(page.get_by_role("radio", name="Ахметова Дана")).to_be_visible()
    check(admin, "picker")
    return page.url.removeprefix(admin.base)


def erase(head: Visitor, person: str) -> None:
    """Somebody who left takes everything along, and then is gone."""
    head.go(person)
    head.page.get_by_role("link", name="Rights over the data").click()
    check(head, "rights")
    with head.page.expect_download() as download:
        head.page.get_by_role("link", name="JSON").click()
    assert "100305600127" in Path(download.value.path()).read_text("utf-8")
    head.page.get_by_label("Type the family name to confirm").fill("Ахметова")
    head.page.get_by_role("button", name="Erase").click()
    expect(head.page.get_by_role("heading", name="The data were erased")).to_be_visible()
    check(head, "erased")
