"""Coverage: which clause of the policy is kept by what, and which is not yet."""

from platform_core.coverage.collect import coverage_of
from platform_core.coverage.report import CoverageReport, Line, Proof, Status

__all__ = ["CoverageReport", "Line", "Proof", "Status", "coverage_of"]
