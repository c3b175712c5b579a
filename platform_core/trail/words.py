"""What the faults of a trail are called, in the reader's language."""

from platform_core.audit.report import What
from platform_core.i18n import lazy_gettext as _l

SENTENCES = {
    What.ENTRY_CHANGED: _l("The entry is not what was sealed."),
    What.ENTRY_MISSING: _l("The sealed entry is gone."),
    What.ENTRY_FORGED: _l("The service did not write this entry, or it was changed before it was sealed."),
    What.LEAF_MISSING: _l("The seal of an entry is gone."),
    What.LEAVES_REWRITTEN: _l("The seals up to here are not those that were signed."),
    What.LEAVES_REORDERED: _l("The entry stands before an older one."),
    What.LEAVES_UNSIGNED: _l("Seals stand here that nobody signed."),
    What.HEAD_FORGED: _l("The signature over the entries up to here is not valid."),
    What.HEAD_MISSING: _l("The signature before this one is gone or was exchanged."),
    What.HEAD_NOT_AS_COPIED: _l("The signature up to here is not the one copied outside the database."),
    What.HEADS_NOT_COPIED: _l("The signatures up to here have no copy outside the database."),
    What.COPY_UNREADABLE: _l("The copies outside the database cannot be read."),
    What.LOG_CUT_OFF: _l("The trail once reached up to here."),
    What.FACT_CHANGED: _l("A personal fact is not what the entry was written with."),
}
