"""Labels on the walls: what was read from one names a checkpoint, or is refused in words (P12)."""

from platform_core.sdk import InvalidInput, NotFound
from platform_core.sdk import gettext as _
from plugins.visitors.models import Checkpoint, Round
from plugins.visitors.policy.rounds import Means
from plugins.visitors.queries.rounds import checkpoint_by_label
from plugins.visitors.services.rounds.walks import confirm_stop
from plugins.visitors.services.tokens import read_token


def read_label(text: str) -> Checkpoint:
    """Return the checkpoint that a scanned link or code names; raise `InvalidInput` on `label` for none."""
    try:
        return checkpoint_by_label(read_token(text) or "")
    except NotFound:
        raise InvalidInput({"label": [_("This is the label of no place that is walked.")]}) from None


def confirm_label(found: Round, text: str) -> Checkpoint:
    """Confirm the place of a label on a round under way, and return it.

    Raises `InvalidInput` on `label` for what is no label, or the label of another route.
    """
    checkpoint = read_label(text)
    if checkpoint.route_id != found.route_id:
        raise InvalidInput({"label": [_("This label belongs to another route.")]})
    confirm_stop(found, checkpoint, means=Means.LABEL)
    return checkpoint
