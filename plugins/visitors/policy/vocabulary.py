"""Name the kinds of visitor, entry, purpose and document; their words stand in ``data``."""

from enum import StrEnum


class VisitorType(StrEnum):
    """Name what somebody is to the school; staff of the central office are visitors too (A5)."""

    GUARDIAN = "guardian"
    RELATIVE = "relative"
    SERVICE_PROVIDER = "service_provider"
    VOLUNTEER = "volunteer"
    OFFICIAL = "official"
    CENTRAL_OFFICE = "central_office"
    GUEST = "guest"
    CANDIDATE = "candidate"
    COURIER = "courier"
    OTHER = "other"


class Entry(StrEnum):
    """Name by which right a visitor comes in.

    `invited` by agreement (A5.1), `emergency` with management's permission (A5.7), `regular` on a
    pass that is still valid, `event` to one of A5.8's occasions.
    """

    INVITED = "invited"
    EMERGENCY = "emergency"
    REGULAR = "regular"
    EVENT = "event"


class Purpose(StrEnum):
    """Name what a visit is for."""

    MEETING_TEACHER = "meeting_teacher"
    MEETING_CURATOR = "meeting_curator"
    MEETING_PSYCHOLOGIST = "meeting_psychologist"
    MEETING_MANAGEMENT = "meeting_management"
    COLLECT_CHILD = "collect_child"
    HAND_OVER = "hand_over"
    WORKS = "works"
    DELIVERY = "delivery"
    INSPECTION = "inspection"
    LESSON_GUEST = "lesson_guest"
    JOB_INTERVIEW = "job_interview"
    EVENT = "event"
    OTHER = "other"


class DocumentType(StrEnum):
    """Name the document that was shown; it is seen, never copied (A5.3)."""

    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    DRIVING_LICENCE = "driving_licence"
    SERVICE_CARD = "service_card"
    DIGITAL_DOCUMENT = "digital_document"


class Holder(StrEnum):
    """Name who answers for a visitor inside (A5.4, A5.6)."""

    DESK = "desk"
    HOST = "host"
    STAFF = "staff"
    TOILET = "toilet"
