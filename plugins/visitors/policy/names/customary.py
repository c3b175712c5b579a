"""Names whose customary form in another language no rule of letters explains: Шыңғыс and Чингиз, say.

Each line holds one name as it is customarily written; within it any form stands for any other. What is
not here is compared by its sounds alone, and an entry may always carry other spellings of its own.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.visitors.policy.names.sounds import readings

_FORMS = (
    "шыңғыс чингиз чингис genghis",
    "ыбырай ибрагим ибраһим ибрахим ыбрайым ибраим ibrahim",
    "жүсіп жусуп юсуп юсуф юсиф yusuf жүсүп",
    "мұхаммед магомед мухаммад мухаммет магомет mohammed muhammad mehmet",
    "ысқақ исаак исхак искак ishaq",
    "дәуіт дауд даут",
    "сүлеймен сулейман suleiman",
    "иса ғайса isa",
    "жақып якуб жакуп yakub",
    "ескендір искандер iskander",
    "жүніс юнус yunus",
    "ілияс ильяс ilyas",
    "зәкәрия закария",
    "хадиша хадижа катиша кадиша hatice khadija",
    "фатима патима бәтима батима батма",
    "әмина амина эмина әмине",
    "зейнеп зейнаб зайнаб зейнеб zeynep zainab",
    "мәриям мария марьям мириам maryam",
    "құрманғазы курмангазы курмангази",
    "уәли вали валий wali",
    "уахит вахит вахид",
    "уәлихан валихан",
    "оразалы уразалы уразали",
    "қазыбек казбек",
    "тимур темур timur",
    "михаил майкл mikhail michael",
    "евгений евгени eugene",
    "пётр петр piotr peter",
    "екатерина катерина catherine",
    "наталья наталия natalie",
    "дмитрий димитрий",
)

_PLAIN = str.maketrans("æöüyj", "aouii")


def _sound_of(stem: str) -> str:
    return stem.translate(_PLAIN)


_CUSTOMARY: Mapping[str, int] = MappingProxyType(
    {
        _sound_of(sounds): place
        for place, forms in enumerate(_FORMS)
        for form in forms.split()
        for sounds in readings(form)
    }
)


@enforces("P12.1")
def customary_names(stems: Iterable[str]) -> frozenset[int]:
    """Say of which names the sounds of a word are a customary form, in whatever letters it was written."""
    found = (_CUSTOMARY.get(_sound_of(stem)) for stem in stems)
    return frozenset(place for place in found if place is not None)
