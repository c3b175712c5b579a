"""Findings of an assessment: mild ones by name, and any at all for laws that hold of them all."""

from hypothesis import strategies as st

from plugins.incidents.policy.factors import Descriptor, Factor
from plugins.incidents.policy.risk import LEVELS, Level

MILD = (
    Factor.BEHAVIOUR_CHANGED,
    Factor.LOW_MOOD,
    Factor.AGGRESSION,
    Factor.GROUP_MEMBER,
    Factor.UNREAL_EXPECTATIONS,
    Factor.GUARDIANS_REFUSE,
    Factor.GUARDIANS_RUDE,
    Factor.NEW_ADULT_AT_HOME,
)
factors = st.frozensets(st.sampled_from(Factor))
descriptors = st.frozensets(st.sampled_from(Descriptor), max_size=3)


def rank(one: Level) -> int:
    return LEVELS.index(one)
