"""Invitations of hosts: planned, approved, kept in step with their visits, told to whom it concerns."""

from plugins.visitors.services.invites.ahead import extend_recurring, release_hostless
from plugins.visitors.services.invites.approval import approve_invite, approver_decision, deny_invite
from plugins.visitors.services.invites.course import (
    cancel_invite,
    change_draft,
    decline_visit,
    draft_invite,
    edit_invite,
    guest_ids_of,
    invite_visitors,
    is_own,
    open_invite,
    own_invite,
    send_draft,
)
from plugins.visitors.services.invites.links import is_link_needed, renew_link, resend_links
from plugins.visitors.services.invites.planning import InviteInput, Suggestion, suggest_hour

__all__ = [
    "InviteInput",
    "Suggestion",
    "approve_invite",
    "approver_decision",
    "cancel_invite",
    "change_draft",
    "decline_visit",
    "deny_invite",
    "draft_invite",
    "edit_invite",
    "extend_recurring",
    "guest_ids_of",
    "invite_visitors",
    "is_link_needed",
    "is_own",
    "open_invite",
    "own_invite",
    "release_hostless",
    "renew_link",
    "resend_links",
    "send_draft",
    "suggest_hour",
]
