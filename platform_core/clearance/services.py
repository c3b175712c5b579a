"""Ask every module that is on whether somebody is cleared, and record that it was asked."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_args

from platform_core.audit.recorder import record
from platform_core.clearance.fold import Clearance, ClearanceState, fold_findings
from platform_core.hooks.gate import current_gate
from platform_core.hooks.types import BranchInfo, ClearanceFinding, SubjectRef

ASKED = "core.clearance_asked"
_CODE = re.compile(r"[a-z][a-z0-9_.-]{0,39}")
_SAYABLE = frozenset(get_args(ClearanceState)) - {"unknown"}


def clearance_of(branch: BranchInfo, subject: SubjectRef, purpose: str, on: date) -> Clearance:
    """Say whether one subject is cleared for a purpose (a code) on a day; the software only advises.

    Arguments are those of the hook `clearance_findings`, in its order.
    Raises `ValueError` for a subject of another branch, and for a purpose that is no code.
    """
    return clearances_of(branch, (subject,), purpose=purpose, on=on)[subject]


def clearances_of(
    branch: BranchInfo, subjects: Iterable[SubjectRef], *, purpose: str, on: date
) -> Mapping[SubjectRef, Clearance]:
    """Say it of several subjects: each is asked about once, and each stands in the trail."""
    if _CODE.fullmatch(purpose) is None:
        raise ValueError("the purpose of a clearance is a code")
    found: dict[SubjectRef, Clearance] = {}
    for subject in dict.fromkeys(subjects):
        if subject.branch_id != branch.id:
            raise ValueError("a clearance is asked of the subject's own branch")
        found[subject] = _ask(branch, subject, purpose, on)
        _record(subject, purpose, found[subject])
    return found


def _ask(branch: BranchInfo, subject: SubjectRef, purpose: str, on: date) -> Clearance:
    findings: list[ClearanceFinding] = []
    silent: list[str] = []
    for answer in current_gate().ask("clearance_findings", branch, subject, purpose, on):
        if answer.failed or not _is_sound(answer.value):
            silent.append(answer.module)
        else:
            findings += answer.value
    return fold_findings(findings, silent, on=on)


def _is_sound(answer: Any) -> bool:
    """Tell whether a module gave findings that can be read; anything else is as good as no answer."""
    return isinstance(answer, list | tuple) and all(
        isinstance(one, ClearanceFinding) and one.state in _SAYABLE for one in answer
    )


def _record(subject: SubjectRef, purpose: str, clearance: Clearance) -> None:
    """Record that it was asked, of whom, for what, with what answer; never what it rests on."""
    person_id = subject.person_id
    record(
        ASKED,
        target=("core_person", person_id) if person_id is not None else None,
        data={"purpose": purpose, "state": clearance.state},
        subject_id=person_id,
    )
