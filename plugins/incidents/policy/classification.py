"""Name kinds of violence, their forms, places, settings and the people of an incident."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.incidents.policy.decisions import Fault, Reason

CLASSIFICATION_VERSION = "2026.1"


class Kind(StrEnum):
    """Name the seven kinds of violence by which the journal classifies (P7)."""

    PHYSICAL = "physical"
    PSYCHOLOGICAL = "psychological"
    SEXUAL = "sexual"
    NEGLECT = "neglect"
    EXPLOITATION = "exploitation"
    BULLYING = "bullying"
    CYBERBULLYING = "cyberbullying"


class CountedKind(StrEnum):
    """Name the seven kinds of the quarterly figures (P36.1), and the rest."""

    INSULT = "insult"
    PSYCHOLOGICAL = "psychological"
    PHYSICAL = "physical"
    SEXUAL = "sexual"
    INTIMIDATION = "intimidation"
    PRESSURE = "pressure"
    RISKY_ONLINE = "risky_online"
    OTHER = "other"  # a kind of P7 to which none of the seven answers


class Form(StrEnum):
    """Name the forms in which a kind shows itself (A1); the code begins with the kind."""

    PHYSICAL_INJURY = "physical_injury"
    PHYSICAL_PUNISHMENT = "physical_punishment"
    PHYSICAL_DEPRIVATION = "physical_deprivation"
    PHYSICAL_SUBSTANCES = "physical_substances"
    PHYSICAL_INDUCED_ILLNESS = "physical_induced_illness"
    PSYCHOLOGICAL_CRITICISM = "psychological_criticism"
    PSYCHOLOGICAL_MOCKERY = "psychological_mockery"
    PSYCHOLOGICAL_HUMILIATION = "psychological_humiliation"
    PSYCHOLOGICAL_THREATS = "psychological_threats"
    PSYCHOLOGICAL_DECEIT = "psychological_deceit"
    PSYCHOLOGICAL_UNJUST_DEMANDS = "psychological_unjust_demands"
    PSYCHOLOGICAL_ISOLATION = "psychological_isolation"
    PSYCHOLOGICAL_DENIED_VIEWS = "psychological_denied_views"
    PSYCHOLOGICAL_FORCED_BEHAVIOUR = "psychological_forced_behaviour"
    PSYCHOLOGICAL_ANTISOCIAL = "psychological_antisocial"
    PSYCHOLOGICAL_SHOCK = "psychological_shock"
    PSYCHOLOGICAL_TERROR = "psychological_terror"
    SEXUAL_TOUCHING = "sexual_touching"
    SEXUAL_KISSING = "sexual_kissing"
    SEXUAL_COERCION = "sexual_coercion"
    SEXUAL_IMAGES = "sexual_images"
    SEXUAL_EXPOSURE = "sexual_exposure"
    SEXUAL_WATCHING = "sexual_watching"
    SEXUAL_ONLINE = "sexual_online"
    SEXUAL_PROSTITUTION = "sexual_prostitution"
    SEXUAL_PORNOGRAPHY = "sexual_pornography"
    NEGLECT_FOOD_AND_HOME = "neglect_food_and_home"
    NEGLECT_SCHOOLING = "neglect_schooling"
    NEGLECT_MEDICAL_CARE = "neglect_medical_care"
    NEGLECT_LEFT_IN_DANGER = "neglect_left_in_danger"
    NEGLECT_HARMFUL_MILIEU = "neglect_harmful_milieu"
    NEGLECT_SUPERVISION = "neglect_supervision"
    NEGLECT_SEPARATION = "neglect_separation"
    NEGLECT_EMOTIONAL = "neglect_emotional"
    EXPLOITATION_FORCED_WORK = "exploitation_forced_work"
    EXPLOITATION_AGAINST_RULES = "exploitation_against_rules"
    BULLYING_BEATING = "bullying_beating"
    BULLYING_INSULTS = "bullying_insults"
    BULLYING_THREATS = "bullying_threats"
    BULLYING_COERCION = "bullying_coercion"
    BULLYING_SEXUAL = "bullying_sexual"
    CYBERBULLYING_GROOMING = "cyberbullying_grooming"
    CYBERBULLYING_SEXTING = "cyberbullying_sexting"
    CYBERBULLYING_TROLLING = "cyberbullying_trolling"
    CYBERBULLYING_OUTING = "cyberbullying_outing"
    CYBERBULLYING_FAKE_PROFILE = "cyberbullying_fake_profile"
    CYBERBULLYING_PHISHING = "cyberbullying_phishing"
    CYBERBULLYING_EXCLUSION = "cyberbullying_exclusion"

    @property
    def kind(self) -> Kind:
        """Give the kind to which this form belongs."""
        return Kind(self.value.split("_", 1)[0])


class Place(StrEnum):
    """Name where it happened (P34: in school, outside it, at home)."""

    SCHOOL = "school"
    WAY_TO_SCHOOL = "way_to_school"
    OUTSIDE = "outside"
    HOME = "home"
    HOSTEL = "hostel"
    ONLINE = "online"


class Setting(StrEnum):
    """Name a setting that cuts across kinds (P4)."""

    DOMESTIC = "domestic"
    STREET_ATTACK = "street_attack"


class ParticipantRole(StrEnum):
    """Name what a person was in an incident (P3); the informant is kept apart."""

    VICTIM = "victim"
    AGGRESSOR = "aggressor"
    WITNESS = "witness"
    ALLEGED_OFFENDER = "alleged_offender"


ACCUSED_ROLES = frozenset({ParticipantRole.AGGRESSOR, ParticipantRole.ALLEGED_OFFENDER})


class PartyKind(StrEnum):
    """Name who a person is to the branch."""

    STUDENT = "student"
    STAFF = "staff"
    GUARDIAN = "guardian"
    OTHER = "other"
    UNKNOWN = "unknown"


_C = CountedKind

COUNTED_BY_KIND: Mapping[Kind, CountedKind] = MappingProxyType(
    {
        Kind.PHYSICAL: _C.PHYSICAL,
        Kind.PSYCHOLOGICAL: _C.PSYCHOLOGICAL,
        Kind.SEXUAL: _C.SEXUAL,
        Kind.NEGLECT: _C.OTHER,
        Kind.EXPLOITATION: _C.PRESSURE,
        Kind.BULLYING: _C.PSYCHOLOGICAL,  # A1 sets bullying inside psychological violence
        Kind.CYBERBULLYING: _C.RISKY_ONLINE,
    }
)
"""The counted kind of a kind when none of its marked forms says more."""

COUNTED_BY_FORM: Mapping[Form, frozenset[CountedKind]] = MappingProxyType(
    {
        Form.PSYCHOLOGICAL_CRITICISM: frozenset({_C.INSULT}),
        Form.PSYCHOLOGICAL_MOCKERY: frozenset({_C.INSULT}),
        Form.PSYCHOLOGICAL_HUMILIATION: frozenset({_C.INSULT}),
        Form.PSYCHOLOGICAL_THREATS: frozenset({_C.INTIMIDATION}),
        Form.PSYCHOLOGICAL_TERROR: frozenset({_C.INTIMIDATION}),
        Form.PSYCHOLOGICAL_UNJUST_DEMANDS: frozenset({_C.PRESSURE}),
        Form.PSYCHOLOGICAL_FORCED_BEHAVIOUR: frozenset({_C.PRESSURE}),
        Form.PSYCHOLOGICAL_ANTISOCIAL: frozenset({_C.PRESSURE}),
        Form.SEXUAL_ONLINE: frozenset({_C.SEXUAL, _C.RISKY_ONLINE}),
        Form.BULLYING_BEATING: frozenset({_C.PHYSICAL}),
        Form.BULLYING_INSULTS: frozenset({_C.INSULT}),
        Form.BULLYING_THREATS: frozenset({_C.INTIMIDATION}),
        Form.BULLYING_COERCION: frozenset({_C.PRESSURE}),
        Form.BULLYING_SEXUAL: frozenset({_C.SEXUAL}),
        Form.CYBERBULLYING_GROOMING: frozenset({_C.RISKY_ONLINE, _C.SEXUAL}),
        Form.CYBERBULLYING_SEXTING: frozenset({_C.RISKY_ONLINE, _C.SEXUAL}),
        Form.CYBERBULLYING_TROLLING: frozenset({_C.RISKY_ONLINE, _C.INSULT}),
        Form.CYBERBULLYING_EXCLUSION: frozenset({_C.RISKY_ONLINE, _C.PSYCHOLOGICAL}),
    }
)
"""The counted kinds of the forms that say more than their kind."""


def forms_of(kind: Kind) -> tuple[Form, ...]:
    """List the forms of a kind in A1's order."""
    return tuple(form for form in Form if form.kind is kind)


@enforces("A1")
def reference_kind(kind: Kind) -> Kind:
    """Give the kind whose signs and consequences A1 lists for this one: bullying's stand elsewhere."""
    return Kind.PSYCHOLOGICAL if kind is Kind.BULLYING else kind


@enforces("P7", "P36.1", "A1")
def counted_kinds(kinds: Collection[Kind], forms: Collection[Form] = ()) -> frozenset[CountedKind]:
    """Map the journal's kinds and forms to the kinds of the figures (P7 → P36.1).

    A kind counts by its marked forms; without any, by itself. Forms of kinds that were not
    marked are ignored.
    """
    return frozenset().union(*(_counted(kind, forms) for kind in kinds))


def _counted(kind: Kind, forms: Collection[Form]) -> frozenset[CountedKind]:
    plain = frozenset({COUNTED_BY_KIND[kind]})
    marked = [COUNTED_BY_FORM.get(form, plain) for form in forms if form.kind is kind]
    return frozenset().union(*marked) if marked else plain


@enforces("P7", "A1")
def classification_faults(kinds: Collection[Kind], forms: Collection[Form] = ()) -> tuple[Fault, ...]:
    """Find what is missing or contradictory in a classification."""
    faults = [] if kinds else [Fault("kinds", Reason.NOT_CLASSIFIED, "P7")]
    if any(form.kind not in kinds for form in forms):
        faults.append(Fault("forms", Reason.FORM_OF_OTHER_KIND, "A1"))
    return tuple(faults)
