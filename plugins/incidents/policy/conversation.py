"""Name the rules of the first conversation (P43)."""

from enum import StrEnum

from platform_core.clauses import enforces


@enforces("P43")
class ConversationRule(StrEnum):
    """Name the eleven rules of a first conversation, in their order."""

    STAY_CALM = "stay_calm"
    LISTEN = "listen"
    RIGHT_TO_TELL = "right_to_tell"
    FEW_QUESTIONS = "few_questions"
    NO_REPEATING = "no_repeating"
    NO_LEADING = "no_leading"
    NO_INTERRUPTING = "no_interrupting"
    WARN_WHO_MUST_KNOW = "warn_who_must_know"
    WORD_FOR_WORD = "word_for_word"
    WRITTEN_PROTOCOL = "written_protocol"
    HAND_ON = "hand_on"
