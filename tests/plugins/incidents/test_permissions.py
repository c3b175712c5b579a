"""Who may do what: need to know, two leaders, no case content for those who run the house."""

from platform_core.auth.roles import grants_of, misgranted
from plugins.incidents.permissions import PERMISSIONS
from plugins.incidents.policy import confidentiality, figures
from plugins.incidents.policy.status import TRANSITIONS

ROLES = {permission.code: set(permission.roles) for permission in PERMISSIONS}
GRANTS = grants_of(PERMISSIONS)
CASE_CONTENT = {
    code
    for code in ROLES
    if code not in {"incidents.report.create", "incidents.report.follow"} and "figures" not in code
}


def test_no_grant_is_above_its_roles_ceiling() -> None:
    assert misgranted(PERMISSIONS) == ()


def test_codes_are_the_plugins_own_and_unique() -> None:
    assert len(ROLES) == len(PERMISSIONS)
    assert all(code.startswith("incidents.") for code in ROLES)


def test_the_policy_asks_only_for_declared_permissions() -> None:
    asked = {
        *(transition.permission for transition in TRANSITIONS),
        confidentiality.READ_JOURNAL,
        confidentiality.READ_REPORT,
        confidentiality.READ_ASSIGNED,
        confidentiality.READ_INFORMANT,
        figures.SIGN,
    }
    assert asked <= set(ROLES)


def test_everybody_in_a_branch_can_report_and_follow_it() -> None:
    for code in ("incidents.report.create", "incidents.report.follow"):
        assert {"staff", "curator", "front_desk", "hr_officer", "branch_admin"} <= ROLES[code]


def test_those_who_run_the_house_hold_no_case_content() -> None:
    for role in ("platform_admin", "auditor", "branch_admin", "front_desk", "deputy_chair"):
        assert not GRANTS[role] & CASE_CONTENT, role


def test_the_deputy_chair_holds_aggregates_only() -> None:
    assert GRANTS["deputy_chair"] == {"incidents.central.figures"}


def test_human_resources_opens_only_what_it_is_assigned_to() -> None:
    assert GRANTS["hr_officer"] & CASE_CONTENT == {"incidents.assigned.read", "incidents.incident.read"}
    assert ROLES["incidents.assigned.read"] == {"hr_officer"}


def test_a_curator_only_reports_and_follows() -> None:
    assert GRANTS["curator"] == {"incidents.report.create", "incidents.report.follow"}


def test_who_reported_is_for_the_two_leaders() -> None:
    assert ROLES["incidents.informant.read"] == set(confidentiality.LEADERS)


def test_the_head_alone_signs() -> None:
    assert ROLES["incidents.figures.sign"] == {"branch_head"}


def test_the_centre_reads_across_branches_and_no_branch_role_does() -> None:
    assert ROLES["incidents.central.journal"] == {"wellbeing_officer"}
    assert ROLES["incidents.central.figures"] == {"wellbeing_officer", "deputy_chair"}


def test_two_people_can_always_be_found_to_confirm_a_level() -> None:
    assert len(ROLES["incidents.risk.confirm"]) > 1
    assert ROLES["incidents.risk.assess"] - ROLES["incidents.risk.confirm"]
