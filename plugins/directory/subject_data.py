"""One person's data in the directory: none, for it holds offices; and how long its rows stay."""

from collections.abc import Sequence
from datetime import date

from platform_core.sdk import BranchInfo, ErasureResult, ExportSection, RetentionRule, SubjectRef
from plugins.directory.models import (
    MODELS,
    CheckRequest,
    ConfidentialAddress,
    Correction,
    HiddenService,
    LinkCheck,
    LocalService,
    RequestLetter,
)

_BRANCH = (LocalService, HiddenService, ConfidentialAddress)
_SITES = RetentionRule(
    LinkCheck.__tablename__, "checked_at", 365, "erase", "P47: says whether a site answered, of no person"
)
_ASKED = (CheckRequest, RequestLetter, Correction)
_REQUESTS = "P47: says what offices confirm of themselves; forgotten a year after it ended, by the daily job"
_OFFICES = "P47: holds offices and how to reach them, no person"
RETENTION: tuple[RetentionRule, ...] = (
    _SITES,
    *(
        RetentionRule(
            model.__tablename__,
            "deleted by its keeper" if model in _BRANCH else "never",
            None,
            "keep",
            _REQUESTS if model in _ASKED else _OFFICES,
        )
        for model in MODELS
        if model is not LinkCheck
    ),
)


def export_subject(branch: BranchInfo, subject: SubjectRef) -> Sequence[ExportSection]:  # noqa: ARG001 - sister hooks
    """Give nothing: entries name offices, and no table points at a person."""
    return ()


def erase_subject(branch: BranchInfo, subject: SubjectRef, on: date) -> ErasureResult:  # noqa: ARG001 - sister hooks
    """Erase nothing: entries name offices, and no table points at a person."""
    return ErasureResult(0)
