"""What a branch sets about invitations: who approves, how far ahead, when its lessons are, the way in."""

from typing import Any

from platform_core.sdk import SettingField
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.invitations import ApprovalRule
from plugins.visitors.policy.timetable import read_lessons

LONGEST_TEXT = 600
USUAL_LESSONS = (
    "08:00-08:45, 08:50-09:35, 09:50-10:35, 10:50-11:35, 11:55-12:40, 12:55-13:40, 13:45-14:30, 14:35-15:20"
)


def lessons_fault(text: str) -> Any:
    """Say what is wrong with a branch's lesson times, if anything is."""
    try:
        read_lessons(text)
    except ValueError:
        return _l("must be the day's lessons, such as 08:00-08:45, 08:50-09:35, none over another")
    return _text_fault(text)


def _text_fault(text: str) -> Any:
    too_long = len(text) > LONGEST_TEXT or "\0" in text
    return _l("must be a text of at most 600 characters") if too_long else None


INVITE_SETTINGS = (
    SettingField(
        "invite_approval",
        _l("Which invitations management approves (A5.1)"),
        "choice",
        ApprovalRule.GROUPS_AND_LESSONS.value,
        choices=tuple(rule.value for rule in ApprovalRule),
    ),
    SettingField("invite_days_ahead", _l("How many days ahead one may invite"), "integer", 90, 1, 366),
    SettingField("invite_group", _l("The most people of a group"), "integer", 40, 2, 100),
    SettingField(
        "invite_horizon",
        _l("Days ahead that recurring visits stand"),
        "integer",
        7,
        1,
        31,
    ),
    SettingField("lessons", _l("Lesson times of the day (A5.5)"), "text", USUAL_LESSONS, check=lessons_fault),
    SettingField(
        "emergency_minutes",
        _l("Minutes until the next of management is told of a visitor who waits (A5.7)"),
        "integer",
        10,
        1,
        60,
    ),
    SettingField("way_in_kk", _l("Way in, in Kazakh"), "text", "", check=_text_fault),
    SettingField("way_in_ru", _l("Way in, in Russian"), "text", "", check=_text_fault),
    SettingField("way_in_en", _l("Way in, in English"), "text", "", check=_text_fault),
)
