"""List the 43 factors of the three protocols and the descriptors of the three levels (A8)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Factor(StrEnum):
    """Name every yes/no line of the protocols, in their order."""

    # risk in the student
    BEHAVIOUR_CHANGED = "behaviour_changed"
    UNEXPLAINED_INJURIES = "unexplained_injuries"
    LOW_MOOD = "low_mood"
    AGGRESSION = "aggression"
    GROUP_MEMBER = "group_member"
    RUNS_AWAY = "runs_away"
    SEXUALLY_ACTIVE = "sexually_active"
    SEXUALISED_BEHAVIOUR = "sexualised_behaviour"
    SEXUAL_INFECTION = "sexual_infection"
    # risk in the family
    NEGLECT_SIGNS = "neglect_signs"
    SCHOOL_FORBIDDEN = "school_forbidden"
    UNREAL_EXPECTATIONS = "unreal_expectations"
    DOMESTIC_VIOLENCE_SIGNS = "domestic_violence_signs"
    GUARDIANS_SUBSTANCES = "guardians_substances"
    GUARDIANS_MENTAL_HEALTH = "guardians_mental_health"
    GUARDIANS_REFUSE = "guardians_refuse"
    GUARDIANS_RUDE = "guardians_rude"
    GUARDIANS_THREATEN = "guardians_threaten"
    GUARDIANS_OBSTRUCT = "guardians_obstruct"
    RECORDED_INJURY = "recorded_injury"
    NEW_ADULT_AT_HOME = "new_adult_at_home"
    NEEDS_PROTECTION = "needs_protection"
    # vulnerability
    PHYSICAL_LIMITS = "physical_limits"
    SPEECH_DIFFICULTIES = "speech_difficulties"
    NEEDS_SUPPORT = "needs_support"
    ALONE = "alone"
    MENTAL_HEALTH_PROBLEMS = "mental_health_problems"
    DEPENDENCE = "dependence"
    SELF_HARM = "self_harm"
    SUICIDE_THREAT = "suicide_threat"
    EARLIER_SELF_HARM = "earlier_self_harm"
    SUICIDE_ATTEMPT = "suicide_attempt"
    OFTEN_IN_CARE = "often_in_care"
    # protection in the student
    ABILITIES = "abilities"
    TRUSTED_ADULTS = "trusted_adults"
    # protection from guardians and staff
    GUARDIANS_EDUCATED = "guardians_educated"
    ATTACHMENT = "attachment"
    WARM_MEMORIES = "warm_memories"
    TIME_TOGETHER = "time_together"
    CARE_SHOWN = "care_shown"
    WILL_TO_COOPERATE = "will_to_cooperate"
    OWN_DIFFICULTIES_SEEN = "own_difficulties_seen"
    WILL_TO_OVERCOME = "will_to_overcome"


class FactorGroup(StrEnum):
    """Name the blocks of the protocols."""

    RISK_STUDENT = "risk_student"
    RISK_FAMILY = "risk_family"
    VULNERABILITY = "vulnerability"
    PROTECTIVE_STUDENT = "protective_student"
    PROTECTIVE_ADULTS = "protective_adults"


class Descriptor(StrEnum):
    """Name the signs by which A8 describes each level; the code begins with the level."""

    LOW_RELATIONSHIP_TROUBLE = "low_relationship_trouble"
    LOW_HARD_FAMILY = "low_hard_family"
    LOW_CARE_SKILLS = "low_care_skills"
    LOW_INEXPERIENCED_PARENTS = "low_inexperienced_parents"
    LOW_INCONSISTENT_UPBRINGING = "low_inconsistent_upbringing"
    LOW_LACK_OF_CONCERN = "low_lack_of_concern"
    MEDIUM_STEADY_ABSENCE = "medium_steady_absence"
    MEDIUM_EXCLUSION_WARNED = "medium_exclusion_warned"
    MEDIUM_SCHOOL_REGISTER = "medium_school_register"
    MEDIUM_WORRYING_HEALTH = "medium_worrying_health"
    MEDIUM_SUBSTANCES = "medium_substances"
    MEDIUM_LOW_SELF_ESTEEM = "medium_low_self_esteem"
    MEDIUM_DOMESTIC_VIOLENCE = "medium_domestic_violence"
    MEDIUM_BREAKING_RELATIONS = "medium_breaking_relations"
    MEDIUM_ISOLATED_PARENTS = "medium_isolated_parents"
    MEDIUM_GUARDIAN_DISORDER = "medium_guardian_disorder"
    MEDIUM_GUARDIAN_SUBSTANCES = "medium_guardian_substances"
    MEDIUM_NEEDS_UNMET_BY_DISORDER = "medium_needs_unmet_by_disorder"
    MEDIUM_DUTIES_UNMET = "medium_duties_unmet"
    MEDIUM_HARMFUL_UPBRINGING = "medium_harmful_upbringing"
    HIGH_STEADY_ABSENCE = "high_steady_absence"
    HIGH_DISABILITY = "high_disability"
    HIGH_COMPLEX_HEALTH = "high_complex_health"
    HIGH_UNCONTROLLED_AGGRESSION = "high_uncontrolled_aggression"
    HIGH_ANTISOCIAL_GROUP = "high_antisocial_group"
    HIGH_MENTAL_INTERVENTION = "high_mental_intervention"
    HIGH_SEXUAL_EXPLOITATION = "high_sexual_exploitation"
    HIGH_PREGNANCY = "high_pregnancy"
    HIGH_AWAY_FROM_HOME = "high_away_from_home"
    HIGH_DISTORTED_SELF_IMAGE = "high_distorted_self_image"


class DescriptorGroup(StrEnum):
    """Name whom a level's descriptors describe."""

    LOW = "low"
    MEDIUM_STUDENT = "medium_student"
    MEDIUM_GUARDIANS = "medium_guardians"
    HIGH_STUDENT = "high_student"


_FACTORS = tuple(Factor)
_DESCRIPTORS = tuple(Descriptor)

FACTORS_BY_GROUP: Mapping[FactorGroup, tuple[Factor, ...]] = MappingProxyType(
    {
        FactorGroup.RISK_STUDENT: _FACTORS[:9],
        FactorGroup.RISK_FAMILY: _FACTORS[9:22],
        FactorGroup.VULNERABILITY: _FACTORS[22:33],
        FactorGroup.PROTECTIVE_STUDENT: _FACTORS[33:35],
        FactorGroup.PROTECTIVE_ADULTS: _FACTORS[35:],
    }
)
DESCRIPTORS_BY_GROUP: Mapping[DescriptorGroup, tuple[Descriptor, ...]] = MappingProxyType(
    {
        DescriptorGroup.LOW: _DESCRIPTORS[:6],
        DescriptorGroup.MEDIUM_STUDENT: _DESCRIPTORS[6:12],
        DescriptorGroup.MEDIUM_GUARDIANS: _DESCRIPTORS[12:20],
        DescriptorGroup.HIGH_STUDENT: _DESCRIPTORS[20:],
    }
)
RISK_FACTORS = _FACTORS[:22]
VULNERABILITY_FACTORS = _FACTORS[22:33]
PROTECTIVE_FACTORS = _FACTORS[33:]
