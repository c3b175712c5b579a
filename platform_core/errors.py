"""Faults that the product answers on purpose; pages and the API render them by their status."""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class QorgauError(Exception):
    """Say that a request cannot be done, with a code and an HTTP status but never any content.

    `code` is a short stable name (`not_found`); translated sentences are chosen by it on the page.
    """

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "bad_request"

    def __init__(self, code: str | None = None) -> None:
        self.code = code or self.default_code
        super().__init__(self.code)


class InvalidInput(QorgauError):
    """Refuse input, naming each field with its reasons: `{"occurred_on": ["In the future."]}`.

    `labels` are the fields' names in the reader's language, for pages that cannot show the form again.
    """

    status = 422
    default_code = "invalid_input"

    def __init__(
        self,
        errors: Mapping[str, Sequence[str]],
        code: str | None = None,
        *,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.errors: dict[str, list[str]] = {field: list(reasons) for field, reasons in errors.items()}
        self.labels = dict(labels or {})


class Unauthorised(QorgauError):
    """Ask the reader to sign in."""

    status = 401
    default_code = "unauthorised"


class Forbidden(QorgauError):
    """Refuse an action that the reader's role does not include; `permission` names what is missing."""

    status = 403
    default_code = "forbidden"

    def __init__(self, permission: str | None = None, code: str | None = None) -> None:
        super().__init__(code)
        self.permission = permission


class NotFound(QorgauError):
    """Say that nothing is there, or nothing that this reader may know of."""

    status = 404
    default_code = "not_found"


class Conflict(QorgauError):
    """Tell a second writer that the record changed since it was read."""

    status = 409
    default_code = "conflict"


class TooLarge(QorgauError):
    """Refuse a body or a file over its limit."""

    status = 413
    default_code = "too_large"


class TooMany(QorgauError):
    """Ask to slow down; `retry_after` is in seconds."""

    status = 429
    default_code = "too_many"

    def __init__(self, retry_after: int = 60, code: str | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class Unavailable(QorgauError):
    """Say that a part of the service cannot answer now."""

    status = 503
    default_code = "unavailable"
