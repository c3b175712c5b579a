"""The codes of the directory; their words in three languages are in `data/`."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of place an entry is."""

    STATE_BODY = "state_body"
    OMBUDSMAN = "ombudsman"
    HOTLINE = "hotline"
    LAW_ENFORCEMENT = "law_enforcement"
    CRISIS_CENTRE = "crisis_centre"
    SUPPORT_CENTRE = "support_centre"
    YOUTH_HOME = "youth_home"
    ADAPTATION_CENTRE = "adaptation_centre"
    SHELTER = "shelter"
    HEALTH = "health"
    PSYCHOLOGY = "psychology"
    LEGAL_AID = "legal_aid"
    OTHER = "other"


class Need(StrEnum):
    """What somebody needs help with; the first five are the categories of A10."""

    SEXUAL_VIOLENCE = "sexual_violence"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SEX_DISCRIMINATION = "sex_discrimination"
    CHILD_VIOLENCE = "child_violence"
    DISCRIMINATION = "discrimination"
    STATE_HELP = "state_help"
    SHELTER = "shelter"
    HARD_SITUATION = "hard_situation"
    SOMEBODY_TO_TALK_TO = "somebody_to_talk_to"


class Audience(StrEnum):
    """Whom an entry is for, and who may see it."""

    PUBLIC = "public"
    GUARDIANS = "guardians"
    STUDENTS = "students"
    STAFF = "staff"


class Status(StrEnum):
    """Whether a service works, in the words of HSDS."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class Verification(StrEnum):
    """How far the yearly check of an entry has come."""

    DUE = "due"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"


class Way(StrEnum):
    """How an entry was checked."""

    PHONE = "phone"
    EMAIL = "email"
    SITE = "site"
    VISIT = "visit"
    LETTER = "letter"


class Post(StrEnum):
    """How a request to check an entry goes out."""

    EMAIL = "email"
    PAPER = "paper"


class RequestState(StrEnum):
    """How far a request to an organisation has come; only the first waits for the organisation."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    SETTLED = "settled"
    REPLACED = "replaced"
    LAPSED = "lapsed"


class PhoneType(StrEnum):
    """What a number is: HSDS' own words, and three of ours."""

    VOICE = "voice"
    CELL = "cell"
    FAX = "fax"
    SHORT_CODE = "short_code"
    WHATSAPP = "whatsapp"
    UNPARSED = "unparsed"


class Served(StrEnum):
    """Whom a service serves."""

    CHILDREN = "children"
    GUARDIANS = "guardians"
    ADULTS = "adults"
