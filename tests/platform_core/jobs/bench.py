"""A made-up module with jobs that leave an effect, fail, end the transaction or look outside."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from platform_core.extensions import db
from platform_core.hooks.gate import Gate
from platform_core.hooks.manager import PluginManager
from platform_core.hooks.manifest import JobSpec, Manifest
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import current_branch_id, in_branch
from platform_core.jobs.execute import run_batch
from platform_core.jobs.outbox import Outbox, enqueue
from platform_core.jobs.registry import JobRegistry, install_jobs, runnable_names
from platform_core.jobs.relay import Batch, drain, forward_messages
from platform_core.jobs.upkeep import UPKEEP_JOBS
from platform_core.notify.handlers import NOTIFY_JOBS
from platform_core.tenancy.directory import branch_by_code
from platform_core.tenancy.models import EnabledModule
from platform_core.testing.world import TEST_KEY

EFFECT = "sample.effect"
FAR = datetime(2999, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Bench:
    """One application with sample jobs, and what they were called with."""

    app: Flask
    branch: BranchInfo
    other: BranchInfo
    centre: BranchInfo
    calls: list[tuple[str, UUID, dict[str, Any]]] = field(default_factory=list)
    fault: Exception | None = None
    on_work: Callable[[], object] = lambda: None
    after_effect: Callable[[], object] = lambda: None
    on_look: Callable[[], object] = lambda: None

    @property
    def master_key(self) -> str:
        """The key as the environment gives it to another process."""
        return f"test:{TEST_KEY}"

    def post(
        self,
        name: str,
        payload: Mapping[str, Any] | None = None,
        *,
        branch: BranchInfo | None = None,
        **options: Any,
    ) -> UUID | None:
        """Enqueue in a transaction of its own."""
        with in_branch((branch or self.branch).id, write=True):
            message_id = enqueue(name, payload or {}, **options)
            db.session.commit()
        return message_id

    def work(self, *, handle: Callable[[Batch], None] = run_batch) -> int:
        """Relay and execute whatever is due, jobs for the world outside last."""
        return sum(
            drain(
                handle,
                lambda branch_id, o=outside: runnable_names(branch_id, outside=o),
                keep_going=lambda: True,
            )
            for outside in (False, True)
        )

    def registry_with(self, cron: str) -> JobRegistry:
        """Make a registry in which the daily job recurs otherwise."""
        manifest: Manifest = sample_module(self, cron=cron).describe_module()
        return JobRegistry((), {"sample": manifest})

    def forward(self) -> int:
        """Hand messages for other branches over."""
        return forward_messages()

    def reread(self, branch: BranchInfo) -> BranchInfo:
        """Read a branch and its switches anew."""
        return branch_by_code(branch.code)

    def row(self, message_id: UUID | None, *, branch: BranchInfo | None = None) -> Any:
        """Read one message."""
        with in_branch((branch or self.branch).id):
            return db.session.execute(
                select(*(getattr(Outbox, column.key) for column in Outbox.__table__.c)).where(
                    Outbox.id == message_id
                )
            ).one_or_none()

    def effects(self, *, branch: BranchInfo | None = None) -> int:
        """Count the effects that were committed in a branch."""
        with in_branch((branch or self.branch).id):
            return (
                db.session.scalar(select(func.count()).select_from(Outbox).where(Outbox.name == EFFECT)) or 0
            )

    def messages(self, name: str, *, branch: BranchInfo | None = None) -> list[dict[str, Any]]:
        """List the payloads of messages of a name."""
        with in_branch((branch or self.branch).id):
            return list(db.session.scalars(select(Outbox.payload).where(Outbox.name == name)))

    def switch(self, *, on: bool, branch: BranchInfo | None = None) -> None:
        """Switch the sample module on or off in a branch."""
        with in_branch((branch or self.branch).id, write=True):
            switch = db.session.scalars(select(EnabledModule).where(EnabledModule.module == "sample")).one()
            switch.enabled = on
            db.session.commit()


def sample_module(bench: Bench, *, cron: str | None = "0 2 * * *") -> ModuleType:
    """Build a module whose jobs leave an effect, fail, end the transaction or look outside."""

    def leave(payload: Mapping[str, Any]) -> None:
        bench.calls.append(("work", current_branch_id(), dict(payload)))
        bench.on_work()
        enqueue(EFFECT, payload, not_before=FAR)
        bench.after_effect()
        if bench.fault is not None:
            db.session.flush()
            raise bench.fault

    def end(payload: Mapping[str, Any]) -> None:
        enqueue(EFFECT, payload, not_before=FAR)
        getattr(db.session, str(payload["how"]))()

    def look(payload: Mapping[str, Any]) -> Callable[[], None]:
        bench.calls.append(("look", current_branch_id(), dict(payload)))
        bench.on_look()
        if bench.fault is not None:
            raise bench.fault
        return lambda: leave(payload)

    module = ModuleType("sample_plugin")
    module.describe_module = lambda: Manifest(  # type: ignore[attr-defined]
        name="sample",
        title="Sample",
        icon="flask",
        version="1",
        package="tests",
        jobs=(
            JobSpec("sample.noop", lambda payload: None, "Do nothing"),
            JobSpec("sample.work", leave, "Leave an effect"),
            JobSpec("sample.end", end, "End the transaction"),
            JobSpec("sample.look", look, "Look outside", outside=True),
            JobSpec("sample.daily", leave, "Leave an effect daily", cron=cron),
        ),
    )
    return module


def make_bench(app: Flask) -> Iterator[Bench]:
    alpha, beta = branch_by_code("alpha"), branch_by_code("beta")
    bench = Bench(app, alpha, beta, branch_by_code("central"))
    kept = {name: app.extensions.get(name) for name in ("qorgau_gate", "qorgau_jobs")}
    gate = app.extensions["qorgau_gate"] = Gate(PluginManager([sample_module(bench)]))
    install_jobs(app, (*NOTIFY_JOBS, *UPKEEP_JOBS), gate.manager.manifests)
    for branch in (bench.branch, bench.other):
        with in_branch(branch.id, write=True):
            db.session.add(EnabledModule(module="sample", enabled=True, settings={}))
            db.session.commit()
    bench.branch, bench.other = bench.reread(alpha), bench.reread(beta)
    yield bench
    app.extensions.update(kept)
