"""Import people from the tables that schools keep: read, understand, plan, and only then apply."""

from platform_core.people.imports.report import describe_refusal, export_report
from platform_core.people.imports.run import ImportResult, import_people
from platform_core.people.imports.sheet import UnreadableFile

__all__ = ["ImportResult", "UnreadableFile", "describe_refusal", "export_report", "import_people"]
