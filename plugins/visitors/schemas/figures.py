"""What a page of figures may be asked for."""

from marshmallow import fields, validate

from platform_core.sdk import InputSchema
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.figures import figure_definitions

CODES = [definition.name for definition in figure_definitions()]
OLDEST, NEWEST = 2000, 2100


class FiguresQuery(InputSchema):
    """A school year (named by the year it starts in), and for the centre one figure by branch."""

    year = fields.Integer(
        load_default=None, validate=validate.Range(OLDEST, NEWEST), metadata={"label": _l("School year")}
    )
    figure = fields.String(
        load_default=CODES[0], validate=validate.OneOf(CODES), metadata={"label": _l("Figure")}
    )
