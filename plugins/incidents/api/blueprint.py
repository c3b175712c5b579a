"""Where the module's operations stand, and what each of them asks for first."""

from platform_core.sdk import ApiBlueprint, BranchInfo, NotFound, current_branch

blueprint = ApiBlueprint("incidents_api", __name__, description="Reports, the journal and the figures")


def branch_at_hand() -> BranchInfo:
    """Return the branch of the address; raise `NotFound` at the centre, which keeps no journal of its own."""
    branch = current_branch()
    if branch is None or branch.is_central:
        raise NotFound
    return branch


def centre_at_hand() -> BranchInfo:
    """Return the centre; raise `NotFound` anywhere else: only there may one look across branches."""
    branch = current_branch()
    if branch is None or not branch.is_central:
        raise NotFound
    return branch
