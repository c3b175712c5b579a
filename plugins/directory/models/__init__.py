"""Tables of the directory: the network's catalogue by the names of HSDS, and what a branch adds or hides."""

from plugins.directory.models.branch import ConfidentialAddress, HiddenService, LocalService
from plugins.directory.models.catalogue import (
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
    VerificationStep,
)
from plugins.directory.models.links import LinkCheck
from plugins.directory.models.parts import (
    Address,
    Attribute,
    Contact,
    Language,
    Metadata,
    Phone,
    Schedule,
    ServiceArea,
)
from plugins.directory.models.requests import CheckRequest, Correction, RequestLetter

MODELS = (
    Taxonomy,
    TaxonomyTerm,
    Organization,
    Service,
    Location,
    ServiceAtLocation,
    Contact,
    Phone,
    Address,
    Schedule,
    ServiceArea,
    Language,
    Attribute,
    Metadata,
    VerificationStep,
    CheckRequest,
    RequestLetter,
    Correction,
    LocalService,
    HiddenService,
    ConfidentialAddress,
    LinkCheck,
)

__all__ = [
    "MODELS",
    "Address",
    "Attribute",
    "CheckRequest",
    "ConfidentialAddress",
    "Contact",
    "Correction",
    "HiddenService",
    "Language",
    "LinkCheck",
    "LocalService",
    "Location",
    "Metadata",
    "Organization",
    "Phone",
    "RequestLetter",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "Taxonomy",
    "TaxonomyTerm",
    "VerificationStep",
]
