"""Accounts of the demonstration: one a role where it is shown, and those who answer in every branch."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from platform_core.auth.accounts import account_by_login
from platform_core.auth.models import Membership
from platform_core.auth.roles import BRANCH_ROLES, CENTRAL_ROLES
from platform_core.auth.services import create_user
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import in_branch
from platform_core.people.models import Person
from platform_core.people.names import full_name

PASSWORD = "qorgau-kitap-shai-2026"  # noqa: S105 - printed at every start of the demonstration
EVERYWHERE = ("branch_head", "sss_head", "psychologist")
_POSITIONS = {
    "staff": "Пән мұғалімі",
    "curator": "Куратор",
    "psychologist": "Педагог-психолог",
    "sss_member": "Мектеп дәрігері",
    "sss_head": "Директордың орынбасары",
    "branch_head": "Филиал директоры",
    "front_desk": "Күзет қызметкері",
    "hr_officer": "Кадр қызметінің маманы",
    "visit_leader": "Пән мұғалімі",
    "visits_coordinator": "Директордың орынбасары",
    "training_coordinator": "Педагог-психолог",
    "branch_admin": "Еңбек қауіпсіздігі инженері",
}
_CENTRAL_NAMES = {
    "wellbeing_officer": "Әсел Нұрғалиева",
    "central_hr": "Динара Омарова",
    "deputy_chair": "Ерлан Сүлейменов",
    "auditor": "Гауһар Тілеубаева",
    "platform_admin": "Тимур Ахметов",
}


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One login of the demonstration."""

    role: str
    login: str
    branch: BranchInfo


def login_of(role: str, branch: BranchInfo, *, every_role: bool) -> str:
    """Return a login: the bare role where every role is shown and in the centre, else with the branch."""
    plain = role.replace("_", "-")
    return plain if every_role or branch.is_central else f"{plain}.{branch.code}"


def logins_of(branch: BranchInfo, *, every_role: bool) -> list[DemoLogin]:
    """List the logins that a branch or the centre is to have."""
    roles: Sequence[str] = CENTRAL_ROLES if branch.is_central else BRANCH_ROLES
    if not branch.is_central and not every_role:
        roles = EVERYWHERE
    return [DemoLogin(role, login_of(role, branch, every_role=every_role), branch) for role in roles]


def make_accounts(branch: BranchInfo, *, every_role: bool) -> None:
    """Make the accounts that are missing, each in a transaction of its own, and tie them to people."""
    holders = {} if branch.is_central else _holders(branch, every_role=every_role)
    for demo in logins_of(branch, every_role=every_role):
        if account_by_login(demo.login) is not None:
            continue
        person_id, name = holders.get(demo.role, (None, _CENTRAL_NAMES.get(demo.role, demo.role)))
        user_id = create_user(
            demo.login, name=name, branch=branch, roles=[demo.role], actor=SYSTEM_ACTOR, password=PASSWORD
        )
        if person_id is not None:
            _tie(branch, user_id, person_id)


def _holders(branch: BranchInfo, *, every_role: bool) -> dict[str, tuple[UUID, str]]:
    """Choose for each role somebody in a fitting position, nobody twice."""
    columns = (Person.id, Person.family_name, Person.given_name, Person.patronymic, Person.position)
    statement = select(*columns).where(Person.kind == "staff").order_by(Person.sort_name, Person.id)
    with in_branch(branch.id):
        staff = db.session.execute(statement).all()
    by_position: dict[str, list[tuple[UUID, str]]] = {}
    for row in staff:
        name = full_name(row.family_name, row.given_name, patronymic=row.patronymic)
        by_position.setdefault(row.position or "", []).append((row.id, name))
    taken: Counter[str] = Counter()
    holders = {}
    for demo in logins_of(branch, every_role=every_role):
        position = _POSITIONS[demo.role]
        if taken[position] < len(by_position.get(position, ())):
            holders[demo.role] = by_position[position][taken[position]]
            taken[position] += 1
    return holders


def _tie(branch: BranchInfo, user_id: UUID, person_id: UUID) -> None:
    with in_branch(branch.id, write=True):
        own = update(Membership).where(Membership.user_id == user_id)
        db.session.execute(own.values(person_id=person_id))
        db.session.commit()
