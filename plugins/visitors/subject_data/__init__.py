"""One visitor's rights over what the module holds: given out in words, erased when nobody needs it.

Each topic adds its part to `PARTS`: a pair of functions that take the ids of the visitors whom the
subject is known as (a person of the register, or the keyed hash of an identity number).
"""

from plugins.visitors.subject_data.parts import erase_subject, export_subject
from plugins.visitors.subject_data.retention import RETENTION

__all__ = ["RETENTION", "erase_subject", "export_subject"]
