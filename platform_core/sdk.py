"""The front door of the core: everything that a plugin may use, re-exported; the core never imports it."""

from platform_core.api import ApiBlueprint, ApiSchema, page_schema, read_page
from platform_core.api.blueprint import PageQuery
from platform_core.audit.recorder import flush_pending, record, record_apart, record_central
from platform_core.auth.access import can, public, require, requires
from platform_core.auth.limits import bucket_key, limiter
from platform_core.auth.members import Member, member_names, members_with
from platform_core.central.models import KeptQuarter
from platform_core.central.queries import QuarterState, kept_figures, kept_years, quarter_states
from platform_core.central.rollup import YEAR, KeptFigure, NetworkFigure, fold_network, missing_branches
from platform_core.clock import now
from platform_core.crypto import (
    EncryptedText,
    KeyDestroyed,
    SealedCell,
    blind_index,
    destroy_record_key,
    destroy_record_keys,
    network_index,
    preload_record_keys,
    prepare_record_keys,
    seal,
    unseal,
    unseal_many,
    unseal_row,
)
from platform_core.db.base import Model, new_id
from platform_core.db.collation import fold
from platform_core.db.keyset import SortKey
from platform_core.db.types import UTCDateTime
from platform_core.errors import Conflict, Forbidden, InvalidInput, NotFound, QorgauError, TooMany
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
    pgettext,
    translator,
    use_locale,
)
from platform_core.jobs.outbox import enqueue
from platform_core.notify.services import notify
from platform_core.people.queries import PersonChoice, person_choices, person_labels, search_people
from platform_core.switchboard.services import module_settings
from platform_core.tenancy.actor import PUBLIC_ACTOR, SYSTEM_ACTOR, Actor
from platform_core.tenancy.dates import current_period, local_day, school_calendar, working_calendar
from platform_core.tenancy.directory import branch_by_id, central_branch, list_branches
from platform_core.tenancy.middleware import current_branch, writes_elsewhere
from platform_core.tenancy.mixins import BranchScoped, NetworkCatalogue, SealedRegister, Versioned, branch_fk
from platform_core.tenancy.roles import Role
from platform_core.tenancy.scope import central_read, current_actor, current_branch_id, current_scope
from platform_core.web.exports import Column, export_note, export_response, json_bytes, xlsx_bytes
from platform_core.web.fields import LocalDate, LocalDateTime, TidyText
from platform_core.web.forms import Form, empty_form, load_form, render_form, require_valid
from platform_core.web.headers import confidential
from platform_core.web.lists import BadQuery, Filter, ListQuery, ListSpec, Page, Sort
from platform_core.web.validation import InputSchema

__all__ = [
    "PUBLIC_ACTOR",
    "SYSTEM_ACTOR",
    "YEAR",
    "Actor",
    "ApiBlueprint",
    "ApiSchema",
    "AuditEvent",
    "BadQuery",
    "BranchInfo",
    "BranchScoped",
    "ClearanceFinding",
    "Column",
    "Conflict",
    "ContactPoint",
    "DashboardCard",
    "EncryptedText",
    "ErasureResult",
    "ExportSection",
    "Filter",
    "Forbidden",
    "Form",
    "IndicatorSpec",
    "InputSchema",
    "InvalidInput",
    "JobSpec",
    "KeptFigure",
    "KeptQuarter",
    "KeyDestroyed",
    "ListQuery",
    "ListSpec",
    "LocalDate",
    "LocalDateTime",
    "Manifest",
    "Measure",
    "Member",
    "Model",
    "NavItem",
    "NetworkCatalogue",
    "NetworkFigure",
    "NotFound",
    "NoticeSpec",
    "ObligationSpec",
    "Page",
    "PageQuery",
    "Period",
    "Permission",
    "PersonChoice",
    "PublicLink",
    "QorgauError",
    "QuarterState",
    "RetentionRule",
    "Role",
    "SealedCell",
    "SealedRegister",
    "SearchHit",
    "SettingField",
    "Sort",
    "SortKey",
    "SubjectRef",
    "TidyText",
    "TooMany",
    "UTCDateTime",
    "Versioned",
    "blind_index",
    "branch_by_id",
    "branch_fk",
    "bucket_key",
    "can",
    "central_branch",
    "central_read",
    "confidential",
    "current_actor",
    "current_branch",
    "current_branch_id",
    "current_locale",
    "current_period",
    "current_scope",
    "db",
    "destroy_record_key",
    "destroy_record_keys",
    "empty_form",
    "enqueue",
    "export_note",
    "export_response",
    "flush_pending",
    "fold",
    "fold_network",
    "format_date",
    "format_datetime",
    "format_due",
    "format_number",
    "format_percent",
    "gettext",
    "hookimpl",
    "json_bytes",
    "kept_figures",
    "kept_years",
    "lazy_gettext",
    "limiter",
    "list_branches",
    "load_form",
    "local_day",
    "member_names",
    "members_with",
    "missing_branches",
    "module_settings",
    "network_index",
    "new_id",
    "ngettext",
    "notify",
    "now",
    "page_schema",
    "person_choices",
    "person_labels",
    "pgettext",
    "preload_record_keys",
    "prepare_record_keys",
    "public",
    "quarter_states",
    "read_page",
    "record",
    "record_apart",
    "record_central",
    "render_form",
    "require",
    "require_valid",
    "requires",
    "school_calendar",
    "seal",
    "search_people",
    "translator",
    "unseal",
    "unseal_many",
    "unseal_row",
    "use_locale",
    "working_calendar",
    "writes_elsewhere",
    "xlsx_bytes",
]
