"""How a Kazakh or Russian name is written by each convention in use: rules of offices, not of the matcher.

Each convention is a table of letters as its authority gives it. Nothing here is imported from the product.
"""

import re
import tomllib
from pathlib import Path

# --- Kazakh letters into Russian ones, as the registry offices have long done ---------------------

RUSSIAN_CUSTOM = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))["russian_custom"]


def _table(letters: str, written: str) -> dict[str, str]:
    """Pair letters with how they are written; a hyphen is nothing."""
    return {
        letter: sign.replace("-", "") for letter, sign in zip(letters.split(), written.split(), strict=True)
    }


RUSSIAN_LETTERS = _table("Ә Ғ Қ Ң Ө Ұ Ү Һ І", "А Г К Н О У У Х И")

# --- Latin conventions; the Kazakh ones write the Kazakh form, the others the Russian one ----------

_ALPHABET = "А Ә Б В Г Ғ Д Е Ё Ж З И Й К Қ Л М Н Ң О Ө П Р С Т У Ұ Ү Ф Х Һ Ц Ч Ш Щ Ъ Ы І Ь Э Ю Я"
KAZAKH_2021 = _table(
    _ALPHABET,
    "A Ä B V G Ğ D E İo J Z İ İ K Q L M N Ñ O Ö P R S T U Ū Ü F H H Ts Ch Ş Ş - Y I - E İu İa",
)
KAZAKH_2018 = {
    **KAZAKH_2021,
    **_table("Ә Ғ Ё И Й Ң Ө У Ұ Ү Ш Щ Ю Я", "Á Ǵ Io I I Ń Ó Ý U Ú Sh Sh Iý Ia"),
}
KAZAKH_PRESS = {
    **KAZAKH_2021,
    **_table("И Й У Ұ Х Ч Ы Ю Я", "Ï Y W U X Ç I Yu Ya"),
}
KAZAKH_PASSPORT = _table(
    _ALPHABET,
    "A A B V G G D E YO ZH Z I I K K L M N N O O P R S T U U U F KH KH TS CH SH SHCH - Y I - E YU YA",
)
ICAO = {**KAZAKH_PASSPORT, **_table("Ё Ъ Ю Я", "E IE IU IA")}
BRITISH = {**KAZAKH_PASSPORT, **_table("Ғ Й Қ Ң Һ", "GH Y Q NG H")}
SCHOLARLY = {
    **KAZAKH_PASSPORT,
    **_table("Ё Ж Й Х Ц Ч Ш Щ Ю Я", "Ë Ž J H C Č Š Ŝ Û Â"),
}
TURKISH = {**KAZAKH_PASSPORT, **_table("Ғ Ж Й Х Ч Ш Ы", "Ğ J Y H Ç Ş I")}

FROM_KAZAKH = (KAZAKH_2021, KAZAKH_2018, KAZAKH_PRESS, KAZAKH_PASSPORT, BRITISH, TURKISH)
FROM_RUSSIAN = (ICAO, KAZAKH_PASSPORT, BRITISH, SCHOLARLY)
_E_TAKES_Y = (BRITISH,)
_VOWELS = "аеёиоуыэюяәіөұү"


def in_russian(word: str) -> str:
    """Write a Kazakh word in Russian letters: by custom where there is one, else letter for letter."""
    if word in RUSSIAN_CUSTOM:
        return RUSSIAN_CUSTOM[word]
    return "".join(_cased(RUSSIAN_LETTERS, letter) for letter in word)


def in_latin(word: str, table: dict[str, str]) -> str:
    """Write a Cyrillic word by a convention; capitals only at its beginning."""
    if table in _E_TAKES_Y:
        word = re.sub(rf"(?:^|(?<=[{_VOWELS}]))(Е|е)", lambda found: "Йе" if found[1] == "Е" else "йе", word)
    return "".join(_cased(table, letter) for letter in word).capitalize()


def _cased(table: dict[str, str], letter: str) -> str:
    found = table.get(letter.upper(), letter.upper())
    return found if letter.isupper() else found.lower()
