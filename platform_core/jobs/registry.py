"""Which jobs exist: those of the core and those that the modules' manifests declare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from croniter import croniter
from flask import Flask, current_app

from platform_core.hooks.manifest import JobSpec, Manifest
from platform_core.tenancy.directory import branch_by_id

_EXTENSION = "qorgau_jobs"


class JobFault(RuntimeError):
    """Stop the boot because of a job that cannot work."""


@dataclass(frozen=True, slots=True)
class RegisteredJob:
    """A job with the module that brings it; `module` is `None` for the core's own."""

    spec: JobSpec
    module: str | None


class JobRegistry:
    """Hold every job by name, and know which of them a set of enabled modules may run."""

    def __init__(self, core: Iterable[JobSpec], manifests: Mapping[str, Manifest]) -> None:
        self._jobs: dict[str, RegisteredJob] = {}
        self._runnable: dict[frozenset[str], tuple[RegisteredJob, ...]] = {}
        for spec in core:
            self._register(spec, None)
        for module, manifest in manifests.items():
            for spec in manifest.jobs:
                self._register(spec, module)

    def _register(self, spec: JobSpec, module: str | None) -> None:
        if spec.name in self._jobs:
            raise JobFault(f"two jobs are called {spec.name}")
        if spec.cron is not None and not croniter.is_valid(spec.cron):
            raise JobFault(f"{spec.name}: {spec.cron!r} is no cron expression")
        self._jobs[spec.name] = RegisteredJob(spec, module)

    def find(self, name: str) -> RegisteredJob | None:
        """Return the job, or `None` if no installed module brings it."""
        return self._jobs.get(name)

    def runnable(self, enabled: frozenset[str]) -> tuple[RegisteredJob, ...]:
        """Return the core's jobs and those of the enabled modules; kept for each set."""
        kept = self._runnable.get(enabled)
        if kept is None:
            kept = tuple(job for job in self._jobs.values() if job.module is None or job.module in enabled)
            self._runnable[enabled] = kept
        return kept

    def runnable_names(self, enabled: frozenset[str], *, outside: bool) -> tuple[str, ...]:
        """Return the names of runnable jobs that act outside the database, or of those that do not."""
        return tuple(job.spec.name for job in self.runnable(enabled) if job.spec.outside is outside)

    def recurring(self, enabled: frozenset[str]) -> tuple[RegisteredJob, ...]:
        """Return the jobs with a cron expression among those that may run."""
        return tuple(job for job in self.runnable(enabled) if job.spec.cron is not None)


def install_jobs(app: Flask, core: Iterable[JobSpec], manifests: Mapping[str, Manifest]) -> None:
    """Give `app` its registry; raise `JobFault` for two jobs of a name or a wrong cron expression."""
    app.extensions[_EXTENSION] = JobRegistry(core, manifests)


def current_jobs() -> JobRegistry:
    """Return the registry of the current application."""
    registry: JobRegistry = current_app.extensions[_EXTENSION]
    return registry


def runnable_names(branch_id: UUID, *, outside: bool) -> tuple[str, ...]:
    """Return the names of the jobs that a branch may run now: its switches are read anew."""
    return current_jobs().runnable_names(branch_by_id(branch_id).enabled_modules, outside=outside)
