"""The pages of the watch-list as tests fill and read them."""

from datetime import timedelta
from typing import Any

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from tests.plugins.visitors.watchlist.conftest import TODAY

LIST, CENTRE = "/alpha/visitors/watchlist", "/central/visitors/watchlist"
DESK = "/alpha/visitors/desk/visits"
NEW = {
    "names": "Ахметов Қайрат Болатұлы\nAkhmetov Kairat",
    "reason": "threat",
    "review_on": (TODAY + timedelta(days=60)).isoformat(),
    "note": "Сот шешімі",
}


def in_alpha(branch: BranchInfo, query: Any) -> list[Any]:
    with in_branch(branch.id):
        return list(db.session.execute(query).scalars())
