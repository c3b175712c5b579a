"""Work that leaves the request."""

from collections.abc import Mapping
from typing import Any

from platform_core.sdk import JobSpec, members_with, notify, record
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.services.recipients import ESCALATE_JOB

ESCALATED_NOTICE = "incidents.report_escalated"
ESCALATED_PATH = "/central/incidents/escalated"
_CENTRAL_READ = "incidents.central.journal"


def escalate_report(payload: Mapping[str, Any]) -> None:
    """Tell the wellbeing officers, in the centre's scope, of a report that its branch must not keep (P40).

    The payload names the branch and the report; what the report says stays in the branch.
    """
    officers = members_with(_CENTRAL_READ)
    notify([officer.user_id for officer in officers], ESCALATED_NOTICE, target_url=ESCALATED_PATH)
    record("incidents.report_escalated", data=dict(payload))


REPORT_JOBS = (JobSpec(ESCALATE_JOB, escalate_report, _l("Pass a report to the central office")),)
