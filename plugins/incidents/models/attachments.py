"""Which files the module keeps: of a report, of a message of its thread, and evidence of an incident."""

from platform_core.sdk import AttachmentSpec
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.models.incidents import Incident
from plugins.incidents.models.reports import Message, Report

REPORT_FILES, MESSAGE_FILES, EVIDENCE = "incidents.report", "incidents.message", "incidents.evidence"

ATTACHMENTS: tuple[AttachmentSpec, ...] = (
    AttachmentSpec(REPORT_FILES, _l("Files of a report"), Report, central=True),
    AttachmentSpec(MESSAGE_FILES, _l("Files of a message"), Message, central=True),
    AttachmentSpec(EVIDENCE, _l("Evidence"), Incident, most_in_all=100),
)
"""The centre opens files of reports that were passed to it, as it reads their words (P40)."""
