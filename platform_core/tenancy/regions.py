"""Pure: the seventeen regions and three cities of national rank, as they are since 2022."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its ISO 3166-2 code, with its name in the three languages."""

    code: str
    kk: str
    ru: str
    en: str

    def name(self, language: str) -> str:
        """Return the name in `kk`, `ru` or `en`; in Kazakh for any other language."""
        return {"ru": self.ru, "en": self.en}.get(language, self.kk)


_ALL = (
    Region("KZ-10", "Абай облысы", "область Абай", "Abai Region"),
    Region("KZ-11", "Ақмола облысы", "Акмолинская область", "Akmola Region"),
    Region("KZ-15", "Ақтөбе облысы", "Актюбинская область", "Aktobe Region"),
    Region("KZ-19", "Алматы облысы", "Алматинская область", "Almaty Region"),
    Region("KZ-23", "Атырау облысы", "Атырауская область", "Atyrau Region"),
    Region("KZ-27", "Батыс Қазақстан облысы", "Западно-Казахстанская область", "West Kazakhstan Region"),
    Region("KZ-31", "Жамбыл облысы", "Жамбылская область", "Zhambyl Region"),
    Region("KZ-33", "Жетісу облысы", "область Жетісу", "Jetisu Region"),
    Region("KZ-35", "Қарағанды облысы", "Карагандинская область", "Karaganda Region"),
    Region("KZ-39", "Қостанай облысы", "Костанайская область", "Kostanay Region"),
    Region("KZ-43", "Қызылорда облысы", "Кызылординская область", "Kyzylorda Region"),
    Region("KZ-47", "Маңғыстау облысы", "Мангистауская область", "Mangystau Region"),
    Region("KZ-55", "Павлодар облысы", "Павлодарская область", "Pavlodar Region"),
    Region("KZ-59", "Солтүстік Қазақстан облысы", "Северо-Казахстанская область", "North Kazakhstan Region"),
    Region("KZ-61", "Түркістан облысы", "Туркестанская область", "Turkistan Region"),
    Region("KZ-62", "Ұлытау облысы", "область Улытау", "Ulytau Region"),
    Region("KZ-63", "Шығыс Қазақстан облысы", "Восточно-Казахстанская область", "East Kazakhstan Region"),
    Region("KZ-71", "Астана қаласы", "город Астана", "Astana City"),
    Region("KZ-75", "Алматы қаласы", "город Алматы", "Almaty City"),
    Region("KZ-79", "Шымкент қаласы", "город Шымкент", "Shymkent City"),
)

REGIONS: Mapping[str, Region] = MappingProxyType({region.code: region for region in _ALL})
"""The regions by code."""
