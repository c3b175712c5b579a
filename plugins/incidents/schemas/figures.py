"""What a page of figures may be asked for."""

from marshmallow import fields, validate

from platform_core.sdk import InputSchema
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.policy.classification import CountedKind
from plugins.incidents.policy.definitions import DEFINITIONS

CODES = [definition.code for definition in DEFINITIONS]
OLDEST, NEWEST = 2000, 2100


class FiguresQuery(InputSchema):
    """A school year (named by the year it starts in), a counted kind, one figure, one branch."""

    year = fields.Integer(
        load_default=None,
        validate=validate.Range(OLDEST, NEWEST),
        metadata={"label": _l("School year")},
    )
    kind = fields.String(
        load_default=None,
        validate=validate.OneOf([kind.value for kind in CountedKind]),
        metadata={"label": _l("Kind of violence")},
    )
    code = fields.String(
        load_default=CODES[0], validate=validate.OneOf(CODES), metadata={"label": _l("Figure")}
    )
    school = fields.String(
        load_default=None, validate=validate.Length(max=60), metadata={"label": _l("Branch")}
    )


class SignQuarter(InputSchema):
    """Which quarter is signed."""

    year = fields.Integer(
        required=True, validate=validate.Range(OLDEST, NEWEST), metadata={"label": _l("School year")}
    )
    quarter = fields.Integer(required=True, validate=validate.Range(1, 4), metadata={"label": _l("Quarter")})
