"""Where the module's operations stand: `/api/v1/<branch>/visitors`."""

from platform_core.sdk import ApiBlueprint, BranchInfo, NotFound, current_branch

blueprint = ApiBlueprint("visitors_api", __name__, description="Invitations and visits")


def branch_at_hand() -> BranchInfo:
    """Return the branch of the address; raise `NotFound` at the centre, which receives no visitors here."""
    branch = current_branch()
    if branch is None or branch.is_central:
        raise NotFound
    return branch
