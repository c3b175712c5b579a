"""The API: OpenAPI 3.1, RFC 9457 problems, cursor pagination, tokens scoped to permissions."""

from platform_core.api.blueprint import ApiBlueprint, ApiSchema, page_schema
from platform_core.api.paging import read_page

__all__ = ["ApiBlueprint", "ApiSchema", "page_schema", "read_page"]
