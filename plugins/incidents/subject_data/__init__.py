"""One person's rights over what the module holds: given out by codes and days, erased when work is over.

What is decided here, and why:

- Files go and are given out with the words of the report, message or incident that they belong to.
- Given out: every part in an incident, every assessment with the signs marked in it, and the words of
  reports that the person made as a member of staff. Other people's words are not: a summary, a thread
  or a protocol's free text tells of others, and may tell who reported (P29, P30.3).
- An incident that is open keeps everything, with that reason: its work is not done (P35).
- In a closed incident the person's part loses its person and name, and assessments of the person their
  words. Dates, levels and kinds stay: the journal and its figures are kept (P34, P36).
- Words of a closed incident (summary, reasons, notes, reports, threads) go with the last person who can
  be named in it; until then they stay for the others' sake.
- Who reported is erased once the report is put aside or its incident closed.

Sealed words go by destroying the key of each record, at once and for good, hence last of all.
"""

from plugins.incidents.subject_data.erasing import erase_subject
from plugins.incidents.subject_data.giving import export_subject
from plugins.incidents.subject_data.retention import RETENTION

__all__ = ["RETENTION", "erase_subject", "export_subject"]
