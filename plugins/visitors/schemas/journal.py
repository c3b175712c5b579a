"""What the journal may be asked for."""

from marshmallow import validate

from platform_core.sdk import InputSchema, TidyText
from platform_core.sdk import lazy_gettext as _l


class NameSearch(InputSchema):
    """A visitor's name, or the beginnings of its words."""

    name = TidyText(required=True, validate=validate.Length(min=2, max=120), metadata={"label": _l("Name")})
