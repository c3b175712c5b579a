"""Fields that read what people here type: local dates and times, decimal commas, tidy text."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from platform_core.i18n import current_timezone
from platform_core.i18n import gettext as _

_TYPED_DATE = "%d.%m.%Y"


def read_date(text: str) -> date:
    """Read 2026-11-22 or 22.11.2026; raises ValueError with the reason in the reader's language."""
    for read in (date.fromisoformat, _from_typed):
        try:
            return read(text.strip())
        except ValueError:
            continue
    raise ValueError(_("Give a real date, such as 22.11.2026."))


def _from_typed(text: str) -> date:
    return datetime.strptime(text, _TYPED_DATE).date()  # noqa: DTZ007 - a day has no zone


class LocalDate(fields.Date):
    """A day, as a date control sends it or as it is typed: 22.11.2026."""

    def _deserialize(self, value: Any, *_args: Any, **_options: Any) -> date:
        if isinstance(value, date):
            return value
        try:
            return read_date(str(value))
        except ValueError as fault:
            raise ValidationError(str(fault)) from None


class LocalDateTime(fields.DateTime):
    """A moment on the branch's clock, as a datetime-local control sends it; aware once read."""

    def _deserialize(self, value: Any, *_args: Any, **_options: Any) -> datetime:
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            raise ValidationError(_("Give a real date and time.")) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=current_timezone())


class LocalDecimal(fields.Decimal):
    """A number typed with a decimal comma or point and spaces between thousands."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Decimal:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        read: Decimal = super()._deserialize(value, *args, **options)
        return read


class TidyText(fields.String):
    """A text without blanks around it, in one Unicode form, without control characters."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        text = unicodedata.normalize("NFC", super()._deserialize(value, *args, **options))
        lines = text.replace("\r\n", "\n")
        return "".join(one for one in lines if one in "\n\t" or unicodedata.category(one) != "Cc").strip()
