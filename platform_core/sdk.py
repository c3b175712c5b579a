"""The front door of the core: everything that a plugin may use, re-exported; the core never imports it."""

from platform_core.clock import now
from platform_core.db.base import Model, new_id
from platform_core.db.collation import fold
from platform_core.db.types import UTCDateTime
from platform_core.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    QorgauError,
    TooMany,
)
from platform_core.extensions import db
from platform_core.hooks.specs import hookimpl
from platform_core.hooks.types import (
    AuditEvent,
    BranchInfo,
    ClearanceFinding,
    ContactPoint,
    DashboardCard,
    ErasureResult,
    ExportSection,
    IndicatorSpec,
    JobSpec,
    Manifest,
    Measure,
    NavItem,
    NoticeSpec,
    ObligationSpec,
    Period,
    Permission,
    PublicLink,
    RetentionRule,
    SearchHit,
    SettingField,
    SubjectRef,
)
from platform_core.i18n import (
    current_locale,
    format_date,
    format_datetime,
    format_due,
    format_number,
    format_percent,
    gettext,
    lazy_gettext,
    ngettext,
    translator,
    use_locale,
)
from platform_core.tenancy.actor import PUBLIC_ACTOR, SYSTEM_ACTOR, Actor
from platform_core.tenancy.middleware import current_branch
from platform_core.tenancy.mixins import (
    BranchScoped,
    NetworkCatalogue,
    SealedRegister,
    Versioned,
    branch_fk,
)
from platform_core.tenancy.roles import Role
from platform_core.tenancy.scope import (
    central_read,
    current_actor,
    current_branch_id,
    current_scope,
)

__all__ = [name for name in dir() if not name.startswith("_")]
