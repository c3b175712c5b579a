"""Search every module that the reader may search, and leave a trace without the words."""

from dataclasses import dataclass

from platform_core.audit import recorder
from platform_core.hooks.gate import current_gate, manifests
from platform_core.hooks.types import BranchInfo, SearchHit
from platform_core.isolation.actor import Actor

SHORTEST = 2
LONGEST = 100
HITS_A_MODULE = 8


@dataclass(frozen=True, slots=True)
class HitGroup:
    """What one module found; `is_unavailable` when it could not answer."""

    module: str
    title: str
    hits: tuple[SearchHit, ...]
    is_unavailable: bool = False


def search(scope: BranchInfo, user: Actor, *, query: str) -> tuple[HitGroup, ...]:
    """Return what each module found for `query`, modules with nothing left out.

    The trail is told how many hits each module showed, never the words searched for (P30.3).
    """
    words = " ".join(query.split())[:LONGEST]
    if len(words) < SHORTEST:
        return ()
    answers = current_gate().ask("search_records", scope, user, words, HITS_A_MODULE)
    groups = tuple(
        HitGroup(
            answer.module,
            str(manifests()[answer.module].title),
            tuple(answer.value or ())[:HITS_A_MODULE],
            is_unavailable=answer.failed,
        )
        for answer in answers
    )
    recorder.record("core.search", data={"hits": {group.module: len(group.hits) for group in groups}})
    return tuple(group for group in groups if group.hits or group.is_unavailable)
