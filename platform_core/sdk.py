"""The front door of the core: everything that a plugin may use, re-exported; the core never imports it."""

from platform_core.api import ApiBlueprint, ApiSchema, page_schema, read_page
from platform_core.api.blueprint import PageQuery
from platform_core.audit.recorder import flush_pending, record, record_apart, record_central
from platform_core.auth.access import can, public, require, requires
from platform_core.auth.limits import bucket_key, limiter
from platform_core.auth.members import Member, member_names, members_with, users_of
from platform_core.central.models import KeptQuarter
from platform_core.central.queries import QuarterState, kept_figures, kept_years, quarter_states
from platform_core.central.rollup import YEAR, KeptFigure, NetworkFigure, fold_network, missing_branches
from platform_core.clearance.fold import Clearance
from platform_core.clearance.services import clearance_of, clearances_of
from platform_core.clock import now
from platform_core.contacts.phones import is_short_code, phone_text, read_long_phone, read_phone, whatsapp_url
from platform_core.contacts.queries import contacts_for, safety_contacts
from platform_core.counting import count_each
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
from platform_core.db.collation import fold, sort_key
from platform_core.db.keyset import SortKey
from platform_core.db.types import UTCDateTime
from platform_core.documents.blocks import Block
from platform_core.documents.drawings import read_drawing
from platform_core.documents.schemas import SigningSchema, signing_answers
from platform_core.documents.signing import SignerRef, erase_signatures, export_signatures, sign_document
from platform_core.documents.states import SignatureState, signature_states
from platform_core.documents.versions import DocumentVersion, current_document
from platform_core.errors import Conflict, Forbidden, InvalidInput, NotFound, QorgauError, TooMany
from platform_core.extensions import db
from platform_core.files.answers import file_response
from platform_core.files.forms import UploadOffer, load_files, upload_offer
from platform_core.files.intake import ReadyFile, ready_file
from platform_core.files.queries import AttachedFile, OpenedFile, attachments_of, open_file
from platform_core.files.services import attach_file, attach_files, erase_attachments, remove_attachment
from platform_core.hooks.events import CoreEvent, StaffFinding
from platform_core.hooks.manifest import (
    AttachmentSpec,
    AuditEvent,
    DocumentSpec,
    DocumentText,
    IndicatorSpec,
    JobSpec,
    Manifest,
    NoticeSpec,
    ObligationSpec,
    PageRef,
    Permission,
    RetentionRule,
    SettingField,
)
from platform_core.hooks.recurrence import After, Every, Once, OnDates, SchoolYear
from platform_core.hooks.specs import hookimpl
from platform_core.hooks.types import (
    BranchInfo,
    ClearanceFinding,
    ContactPoint,
    DashboardCard,
    ErasureResult,
    ExportFile,
    ExportSection,
    Measure,
    NavItem,
    Period,
    PublicLink,
    SearchHit,
    SubjectRef,
    Text,
)
from platform_core.i18n import (
    LANGUAGES,
    WordBook,
    current_locale,
    current_timezone,
    format_date,
    format_datetime,
    format_due,
    format_number,
    format_percent,
    format_time,
    gettext,
    lazy_gettext,
    local_time,
    ngettext,
    pgettext,
    translator,
    use_locale,
)
from platform_core.isolation.actor import PUBLIC_ACTOR, SYSTEM_ACTOR, Actor
from platform_core.isolation.mixins import (
    BranchScoped,
    NetworkCatalogue,
    SealedRegister,
    Versioned,
    branch_fk,
)
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import (
    catalogue_write,
    central_read,
    current_actor,
    current_branch_id,
    current_scope,
    register_lookup,
)
from platform_core.jobs.events import announce
from platform_core.jobs.outbox import enqueue
from platform_core.notify.external import public_address, send_external
from platform_core.notify.services import is_mail_configured, notify
from platform_core.numbers import take_number
from platform_core.obligations.owing import owe
from platform_core.obligations.services import fulfil, obligation_states, withdraw
from platform_core.obligations.states import ObligationState
from platform_core.paper import PaperColumn, Sheet, pdf_response, qr_svg, shrink_photo
from platform_core.people.iin import IinFault, read_iin
from platform_core.people.names import full_name, search_text
from platform_core.people.names import tidy as tidy_name
from platform_core.people.names import words as name_words
from platform_core.people.picking import chosen_people
from platform_core.people.queries import (
    PersonCard,
    PersonChoice,
    find_by_identity,
    guardians_of,
    people_of_kind,
    person_card,
    person_choices,
    person_labels,
    search_people,
)
from platform_core.people.schemas import IdentityNumberField, NameField, PhoneField
from platform_core.people.services import identity_hash, network_identity_hash
from platform_core.refusals import Refusals
from platform_core.switchboard.services import module_settings
from platform_core.tenancy.dates import (
    current_period,
    day_bounds,
    local_day,
    school_calendar,
    working_calendar,
)
from platform_core.tenancy.directory import branch_by_id, central_branch, list_branches
from platform_core.tenancy.middleware import current_branch, nameless, traceless, writes_elsewhere
from platform_core.tenancy.regions import REGIONS, Region
from platform_core.tenancy.writing import write_here
from platform_core.web.exports import Column, export_note, export_response, json_bytes, xlsx_bytes
from platform_core.web.fields import LocalDate, LocalDateTime, TidyText
from platform_core.web.forms import Form, empty_form, load_form, render_form, require_valid
from platform_core.web.headers import confidential, uses_camera
from platform_core.web.lists import BadQuery, Filter, ListQuery, ListSpec, Page, Sort
from platform_core.web.rows import FormRows
from platform_core.web.submit import finish, submit
from platform_core.web.validation import InputSchema

__all__ = [
    "LANGUAGES",
    "PUBLIC_ACTOR",
    "REGIONS",
    "SYSTEM_ACTOR",
    "YEAR",
    "Actor",
    "After",
    "ApiBlueprint",
    "ApiSchema",
    "AttachedFile",
    "AttachmentSpec",
    "AuditEvent",
    "BadQuery",
    "Block",
    "BranchInfo",
    "BranchScoped",
    "Clearance",
    "ClearanceFinding",
    "Column",
    "Conflict",
    "ContactPoint",
    "CoreEvent",
    "DashboardCard",
    "DocumentSpec",
    "DocumentText",
    "DocumentVersion",
    "EncryptedText",
    "ErasureResult",
    "Every",
    "ExportFile",
    "ExportSection",
    "Filter",
    "Forbidden",
    "Form",
    "FormRows",
    "IdentityNumberField",
    "IinFault",
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
    "NameField",
    "NavItem",
    "NetworkCatalogue",
    "NetworkFigure",
    "NotFound",
    "NoticeSpec",
    "ObligationSpec",
    "ObligationState",
    "OnDates",
    "Once",
    "OpenedFile",
    "Page",
    "PageQuery",
    "PageRef",
    "PaperColumn",
    "Period",
    "Permission",
    "PersonCard",
    "PersonChoice",
    "PhoneField",
    "PublicLink",
    "QorgauError",
    "QuarterState",
    "ReadyFile",
    "Refusals",
    "Region",
    "RetentionRule",
    "Role",
    "SchoolYear",
    "SealedCell",
    "SealedRegister",
    "SearchHit",
    "SettingField",
    "Sheet",
    "SignatureState",
    "SignerRef",
    "SigningSchema",
    "Sort",
    "SortKey",
    "StaffFinding",
    "SubjectRef",
    "Text",
    "TidyText",
    "TooMany",
    "UTCDateTime",
    "UploadOffer",
    "Versioned",
    "WordBook",
    "announce",
    "attach_file",
    "attach_files",
    "attachments_of",
    "blind_index",
    "branch_by_id",
    "branch_fk",
    "bucket_key",
    "can",
    "catalogue_write",
    "central_branch",
    "central_read",
    "chosen_people",
    "clearance_of",
    "clearances_of",
    "confidential",
    "contacts_for",
    "count_each",
    "current_actor",
    "current_branch",
    "current_branch_id",
    "current_document",
    "current_locale",
    "current_period",
    "current_scope",
    "current_timezone",
    "day_bounds",
    "db",
    "destroy_record_key",
    "destroy_record_keys",
    "empty_form",
    "enqueue",
    "erase_attachments",
    "erase_signatures",
    "export_note",
    "export_response",
    "export_signatures",
    "file_response",
    "find_by_identity",
    "finish",
    "flush_pending",
    "fold",
    "fold_network",
    "format_date",
    "format_datetime",
    "format_due",
    "format_number",
    "format_percent",
    "format_time",
    "fulfil",
    "full_name",
    "gettext",
    "guardians_of",
    "hookimpl",
    "identity_hash",
    "is_mail_configured",
    "is_short_code",
    "json_bytes",
    "kept_figures",
    "kept_years",
    "lazy_gettext",
    "limiter",
    "list_branches",
    "load_files",
    "load_form",
    "local_day",
    "local_time",
    "member_names",
    "members_with",
    "missing_branches",
    "module_settings",
    "name_words",
    "nameless",
    "network_identity_hash",
    "network_index",
    "new_id",
    "ngettext",
    "notify",
    "now",
    "obligation_states",
    "open_file",
    "owe",
    "page_schema",
    "pdf_response",
    "people_of_kind",
    "person_card",
    "person_choices",
    "person_labels",
    "pgettext",
    "phone_text",
    "preload_record_keys",
    "prepare_record_keys",
    "public",
    "public_address",
    "qr_svg",
    "quarter_states",
    "read_drawing",
    "read_iin",
    "read_long_phone",
    "read_page",
    "read_phone",
    "ready_file",
    "record",
    "record_apart",
    "record_central",
    "register_lookup",
    "remove_attachment",
    "render_form",
    "require",
    "require_valid",
    "requires",
    "safety_contacts",
    "school_calendar",
    "seal",
    "search_people",
    "search_text",
    "send_external",
    "shrink_photo",
    "sign_document",
    "signature_states",
    "signing_answers",
    "sort_key",
    "submit",
    "take_number",
    "tidy_name",
    "traceless",
    "translator",
    "unseal",
    "unseal_many",
    "unseal_row",
    "upload_offer",
    "use_locale",
    "users_of",
    "uses_camera",
    "whatsapp_url",
    "withdraw",
    "working_calendar",
    "write_here",
    "writes_elsewhere",
    "xlsx_bytes",
]
