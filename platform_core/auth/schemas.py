"""The shapes of the forms of identity."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from platform_core.auth.models import NAME_LENGTH
from platform_core.auth.roles import ROLES
from platform_core.auth.sso.providers import ALGORITHMS
from platform_core.i18n import LANGUAGES
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.web.fields import TidyText
from platform_core.web.validation import InputSchema

_LONGEST = validate.Length(max=256)


def _secret(label: Any) -> fields.String:
    return fields.String(required=True, validate=_LONGEST, metadata={"label": label})


class SignInForm(InputSchema):
    """Who signs in."""

    login = fields.String(required=True, validate=validate.Length(max=80), metadata={"label": _l("Login")})
    password = _secret(_l("Password"))


class CodeForm(InputSchema):
    """A code of the app, or a recovery code."""

    code = fields.String(required=True, validate=validate.Length(max=40), metadata={"label": _l("Code")})


class NewPassword(InputSchema):
    """A new password, typed twice."""

    password = _secret(_l("New password"))
    again = _secret(_l("New password once more"))

    @validates_schema
    def both_same(self, data: dict[str, Any], **options: Any) -> None:  # noqa: ARG002 - marshmallow passes them
        """Refuse two different spellings."""
        if data.get("password") != data.get("again"):
            raise ValidationError(_("The two passwords differ."), "again")


class ChangePasswordForm(NewPassword):
    """One's own password, changed."""

    current = _secret(_l("Your present password"))


class LanguageForm(InputSchema):
    """The language one reads."""

    language = fields.String(
        required=True, validate=validate.OneOf(list(LANGUAGES)), metadata={"label": _l("Language")}
    )


class RolesForm(InputSchema):
    """What somebody is in a branch."""

    name = TidyText(required=True, validate=validate.Length(max=200), metadata={"label": _l("Name")})
    roles = fields.List(
        fields.String(validate=validate.OneOf(list(ROLES))), required=True, metadata={"label": _l("Roles")}
    )


class ChangeRolesForm(RolesForm):
    """What somebody is in a branch, changed; `version` is what the editor read."""

    version = fields.Integer(load_default=None, metadata={"label": _l("Version")})


class NewUserForm(RolesForm):
    """Somebody new in a branch."""

    login = fields.String(required=True, validate=validate.Length(max=80), metadata={"label": _l("Login")})
    email = fields.Email(load_default=None, metadata={"label": _l("E-mail")})
    language = fields.String(
        load_default="kk", validate=validate.OneOf(list(LANGUAGES)), metadata={"label": _l("Language")}
    )


class CentralUserForm(NewUserForm):
    """Somebody new, in the centre or in a branch, as the centre makes them."""

    place = fields.String(required=True, validate=validate.Length(max=60), metadata={"label": _l("Where")})


class FindAccountForm(InputSchema):
    """Whose account is looked for."""

    login = fields.String(required=True, validate=validate.Length(max=80), metadata={"label": _l("Login")})


class TokenForm(InputSchema):
    """A token for a program."""

    name = TidyText(required=True, validate=validate.Length(max=NAME_LENGTH), metadata={"label": _l("Name")})
    branch_id = fields.UUID(required=True, metadata={"label": _l("Branch")})
    permissions = fields.List(
        fields.String(validate=validate.Length(max=120)), required=True, metadata={"label": _l("Permissions")}
    )
    days = fields.Integer(
        load_default=90, validate=validate.Range(1, 366), metadata={"label": _l("Days it lives")}
    )


class PasskeyAnswer(InputSchema):
    """What a device answered, as the browser's script wrote it."""

    answer = fields.String(
        required=True, validate=validate.Length(max=16_384), metadata={"label": _l("Passkey")}
    )


class PasskeyForm(PasskeyAnswer):
    """A new passkey, with the name by which its owner knows the device."""

    name = TidyText(required=True, validate=validate.Length(max=NAME_LENGTH), metadata={"label": _l("Name")})


class ProofForm(InputSchema):
    """A code or the password, to prove again who is signed in."""

    secret = _secret(_l("Code or password"))


class ProviderForm(InputSchema):
    """A sign-in provider; hosts and factor values are parted by blanks or commas."""

    name = TidyText(required=True, validate=validate.Length(max=NAME_LENGTH), metadata={"label": _l("Name")})
    issuer = TidyText(
        required=True, validate=validate.Length(max=300), metadata={"label": _l("Issuer's address")}
    )
    client_id = TidyText(
        required=True, validate=validate.Length(max=200), metadata={"label": _l("Client identifier")}
    )
    client_secret = fields.String(
        load_default=None, validate=validate.Length(max=500), metadata={"label": _l("Client secret")}
    )
    algorithm = fields.String(
        required=True, validate=validate.OneOf(ALGORITHMS), metadata={"label": _l("Signature")}
    )
    hosts = TidyText(
        load_default="", validate=validate.Length(max=1000), metadata={"label": _l("Further hosts")}
    )
    factor_values = TidyText(
        load_default="",
        validate=validate.Length(max=500),
        metadata={"label": _l("Counts as a second factor")},
    )
    version = fields.Integer(load_default=None, metadata={"label": _l("Version")})


class NewProviderForm(ProviderForm):
    """A new provider, with the code that stands in its addresses."""

    code = TidyText(required=True, validate=validate.Length(max=40), metadata={"label": _l("Code")})


class BranchWayForm(InputSchema):
    """Which provider a branch signs in with, and whether nothing else will do."""

    place = fields.String(required=True, validate=validate.Length(max=60), metadata={"label": _l("Branch")})
    provider_id = fields.UUID(load_default=None, metadata={"label": _l("Provider")})
    is_required = fields.Boolean(load_default=False, metadata={"label": _l("Required")})
