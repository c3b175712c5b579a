"""How long the module's rows stay: until their erasure, for no term is set for the journal (P34)."""

from platform_core.sdk import RetentionRule

_KEPT = "P34–P36: the journal and its figures are kept; erasure takes away who it was"
_TILL_ERASED = "P30.3, P34: kept sealed with the incident; erasure destroys the words"
RETENTION: tuple[RetentionRule, ...] = (
    RetentionRule("incidents_counter", "school_year", None, "keep", "P34: journal numbers are never reused"),
    RetentionRule("incidents_incident", "registered_on", None, "keep", _KEPT),
    RetentionRule("incidents_participant", "registered_on", None, "keep", _KEPT),
    RetentionRule(
        "incidents_assignment", "assigned_at", None, "keep", "A2: who worked on a case stays known"
    ),
    RetentionRule("incidents_status_change", "changed_at", None, "keep", _KEPT),
    RetentionRule("incidents_referral", "told_at", None, "keep", "P41, P42.4: proof that bodies were told"),
    RetentionRule("incidents_report", "received_at", None, "keep", _TILL_ERASED),
    RetentionRule("incidents_informant", "created_at", None, "keep", _TILL_ERASED),
    RetentionRule("incidents_message", "sent_at", None, "keep", _TILL_ERASED),
    RetentionRule("incidents_assessment", "assessed_at", None, "keep", _TILL_ERASED),
    RetentionRule("incidents_next_step", "due_on", None, "keep", _KEPT),
)
"""Nothing here ends by itself: no term is set for the journal, and a person's share ends by erasure."""
