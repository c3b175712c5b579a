"""Who may do what with visitors: hosts invite, the desk lets in, management permits."""

from platform_core.sdk import Permission
from platform_core.sdk import lazy_gettext as _l

_HEADS = ("sss_head", "branch_head")  # whom A5.7 means by management and administration
_SAFETY = ("sss_member", *_HEADS)
_HOSTS = (
    "staff",
    "curator",
    "psychologist",
    *_SAFETY,
    "hr_officer",
    "visit_leader",
    "visits_coordinator",
    "training_coordinator",
    "branch_admin",
)
_DESK = ("front_desk",)

PERMISSIONS: tuple[Permission, ...] = (
    # A5.1, A5.2, A5.5–A5.7: invitations and their hosts
    Permission("visitors.invite.open", _l("See one's own invitations"), (*_HOSTS, *_DESK)),
    Permission("visitors.invite.create", _l("Invite visitors"), _HOSTS),
    Permission("visitors.invite.read", _l("See every invitation of the branch"), (*_DESK, *_HEADS)),
    Permission("visitors.invite.approve", _l("Approve invitations"), _HEADS),
    Permission(
        "visitors.emergency.request", _l("Ask to let in a visitor without agreement"), (*_HOSTS, *_DESK)
    ),
    Permission("visitors.emergency.decide", _l("Decide on a visit without agreement"), _HEADS),
    # A5.3, A5.4, A5.6, A5.10: the desk, and who walks with whom
    Permission("visitors.desk.operate", _l("Receive visitors at the desk"), (*_DESK, "sss_head")),
    Permission("visitors.escort.take", _l("Take over a visitor and hand them on"), (*_HOSTS, *_DESK)),
    Permission("visitors.inside.read", _l("See who is inside now"), (*_DESK, *_SAFETY, "branch_admin")),
    Permission("visitors.refusal.record", _l("Record that somebody was not let in"), (*_DESK, "sss_head")),
    # A5.8: open events
    Permission("visitors.event.manage", _l("Announce open events"), (*_HEADS, "visits_coordinator")),
    Permission(
        "visitors.event.count", _l("Count people at an open event"), (*_DESK, *_HEADS, "visits_coordinator")
    ),
    # regular visitors
    Permission("visitors.pass.read", _l("See the passes of regular visitors"), (*_DESK, *_SAFETY)),
    Permission("visitors.pass.manage", _l("Give passes to regular visitors"), _HEADS),
    # P12: journal, watch-list, rounds
    Permission("visitors.journal.read", _l("Read the visitor journal"), (*_DESK, *_SAFETY)),
    Permission("visitors.journal.export", _l("Export the visitor journal"), _HEADS),
    Permission("visitors.sheet.keep", _l("Print day sheets and enter them later"), (*_DESK, *_HEADS)),
    Permission("visitors.match.decide", _l("Judge a match with the watch-list"), (*_DESK, *_HEADS)),
    Permission("visitors.watchlist.manage", _l("Keep the branch's watch-list"), _HEADS),
    Permission(
        "visitors.network.manage", _l("Put somebody on the network's watch-list"), ("wellbeing_officer",)
    ),
    Permission("visitors.round.walk", _l("Walk rounds of the grey zones"), (*_DESK, *_SAFETY)),
    Permission(
        "visitors.round.manage", _l("Lay out rounds and follow up findings"), (*_HEADS, "branch_admin")
    ),
    # figures
    Permission("visitors.figures.read", _l("Read the branch's figures of visits"), _SAFETY),
    Permission(
        "visitors.central.figures",
        _l("Read the figures of visits of every branch"),
        ("wellbeing_officer", "deputy_chair"),
    ),
)
