"""Write in the place at hand once what had to be written elsewhere is written."""

from collections.abc import Iterator
from contextlib import contextmanager

from platform_core.isolation.scope import Frame, current_actor, current_branch_id, in_branch


@contextmanager
def write_here() -> Iterator[Frame]:
    """Open a write scope of the branch and the actor at hand, inside the scope that only reads there.

    For a view that `writes_elsewhere` first, in a register or a catalogue, and has then to say so at home:
    it leads into no other branch. Raises `ScopeNesting` inside a write scope; the caller commits.
    """
    with in_branch(current_branch_id(), actor=current_actor(), write=True) as frame:
        yield frame
