"""Codes and words are the same set, in three whole languages, in the right letters."""

import re

import pytest

from platform_core.i18n import LANGUAGES
from plugins.incidents import data
from plugins.incidents.policy import (
    classification,
    conversation,
    decisions,
    definitions,
    factors,
    figures,
    referral,
    reports,
    risk,
    status,
    steps,
    urgency,
)

REFERENCE = ("sign_outward", "sign_behaviour", "family_factor", "consequence")
CODES = {
    "kind": classification.Kind,
    "kind_about": classification.Kind,
    "counted_kind": classification.CountedKind,
    "form": classification.Form,
    "place": classification.Place,
    "setting": classification.Setting,
    "role": classification.ParticipantRole,
    "party": classification.PartyKind,
    "informant": reports.InformantKind,
    "informant_child": reports.InformantKind,
    "channel": reports.Channel,
    "medium": reports.Medium,
    "report_nature": reports.Nature,
    "nature_child": reports.Nature,
    "report_form": reports.ReportForm,
    "report_state": reports.ReportState,
    "urgency": urgency.Urgency,
    "urgency_sign": urgency.UrgencySign,
    "urgency_sign_child": urgency.UrgencySign,
    "urgency_gate": [rule.code for rule in urgency.URGENCY_GATES],
    "status": status.Status,
    "status_child": status.Status,
    "allegation": status.Allegation,
    "factor_group": factors.FactorGroup,
    "factor": factors.Factor,
    "level": risk.Level,
    "descriptor_group": factors.DescriptorGroup,
    "descriptor": factors.Descriptor,
    "gate": risk.GATE_CODES,
    "outcome": risk.Outcome,
    "step": steps.StepCode,
    "plan_area": steps.PlanArea,
    "body": referral.Body,
    "because": referral.Because,
    "conversation_rule": conversation.ConversationRule,
    "indicator": [definition.code for definition in definitions.DEFINITIONS],
    "indicator_note": [definition.code for definition in definitions.DEFINITIONS],
    "indicator_unit": definitions.Unit,
    "counts_by": definitions.CountsBy,
    "figure_nature": definitions.Nature,
    "distinct": definitions.Distinct,
    "year_rule": definitions.YearRule,
    "exclusion": definitions.Exclusion,
    "figure_state": figures.FigureState,
    "reason": decisions.Reason,
}
EXTRA = {
    "report_state_child": ("set_aside",),
    "emergency": ("112", "102", "103", "111", "150"),
    "kind_child": (*classification.Kind, "unsure"),
    "factor_field": ("example", "evidence", "consequence"),
    "gate_note": ("eased", "no_gate", risk.DANGER_TO_LIFE),
}
SINGLE = [group for group in data.groups() if group not in REFERENCE]
KAZAKH_TEXTS = [f"{group}.{key}" for group in SINGLE for key in data.keys(group)]
KAZAKH_ONLY = set("әғқңөұүһі")
RUSSIAN_ONLY = set("ёщъ")
SAME_IN_BOTH = {"kind.cyberbullying", "role.aggressor", "indicator_unit.incident"}


@pytest.mark.parametrize("group", CODES)
def test_a_group_has_the_policys_codes_in_the_policys_order(group: str) -> None:
    assert data.keys(group) == tuple(str(code) for code in CODES[group])


@pytest.mark.parametrize("group", EXTRA)
def test_a_group_beyond_the_policys_codes_has_what_pages_ask_for(group: str) -> None:
    assert data.keys(group) == tuple(str(code) for code in EXTRA[group])


def test_no_group_is_left_unwatched() -> None:
    assert set(data.groups()) == {*CODES, *EXTRA, *REFERENCE}


@pytest.mark.parametrize("group", data.groups())
def test_each_entry_speaks_exactly_three_languages(group: str) -> None:
    for key in data.keys(group):
        assert set(data.BOOK.entries[group][key]) == set(LANGUAGES), key


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("group", SINGLE)
def test_texts_are_written_in_their_languages_letters(group: str, lang: str) -> None:
    for key, words in data.texts(group, lang).items():
        assert words, key
        assert words == words.strip(), key
        _assert_letters(f"{group}.{key}", lang, words)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("group", REFERENCE)
def test_phrases_are_written_in_their_languages_letters(group: str, lang: str) -> None:
    for key in data.keys(group):
        phrases = data.phrases(f"{group}.{key}", lang)
        assert phrases, key
        assert len(set(phrases)) == len(phrases), key
        _assert_letters(f"{group}.{key}", lang, " ".join(phrases))


@pytest.mark.parametrize("group", REFERENCE)
def test_phrases_are_as_many_in_each_language(group: str) -> None:
    for key in data.keys(group):
        assert len({len(data.phrases(f"{group}.{key}", lang)) for lang in LANGUAGES}) == 1, key


def test_kazakh_texts_use_kazakh_letters_wherever_they_are_long_enough() -> None:
    plain = [
        code
        for code in KAZAKH_TEXTS
        if len(data.text(code, "kk")) > 25 and not KAZAKH_ONLY & set(data.text(code, "kk").lower())
    ]
    assert plain == []


def test_kazakh_and_russian_are_not_copies_of_each_other() -> None:
    copies = {code for code in KAZAKH_TEXTS if data.text(code, "ru") == data.text(code, "kk")}
    assert copies == SAME_IN_BOTH


def test_no_two_choices_of_a_group_read_the_same() -> None:
    for group in {*CODES, *EXTRA} - {"reason"}:
        for lang in LANGUAGES:
            shown = data.texts(group, lang)
            assert len(set(shown.values())) == len(shown), (group, lang)


def test_the_reference_covers_every_kind_that_the_source_describes() -> None:
    described = {"physical", "psychological", "sexual", "neglect"}
    assert set(data.keys("sign_outward")) == described
    assert set(data.keys("sign_behaviour")) == described
    for group in ("family_factor", "consequence"):
        assert set(data.keys(group)) == {*described, "exploitation", "cyberbullying"}


def test_every_kinds_reference_leads_to_consequences() -> None:
    for kind in classification.Kind:
        assert data.phrases(f"consequence.{classification.reference_kind(kind)}", "kk")


def test_an_unknown_code_or_language_is_refused() -> None:
    for code, lang in (("kind.none", "kk"), ("none.physical", "kk"), ("kind.physical", "de"), ("kind", "kk")):
        with pytest.raises(KeyError):
            data.text(code, lang)


def test_texts_and_phrases_are_not_mixed_up() -> None:
    with pytest.raises(KeyError):
        data.text("consequence.physical", "kk")
    with pytest.raises(KeyError):
        data.phrases("kind.physical", "kk")


def _assert_letters(code: str, lang: str, words: str) -> None:
    letters = set(words.lower())
    if lang == "en":
        assert not re.search(r"[Ѐ-ӿ]", words), code
        return
    assert not re.search(r"[A-Za-z]", words), code
    if lang == "ru":
        assert not KAZAKH_ONLY & letters, code
    else:
        assert not RUSSIAN_ONLY & letters, code
