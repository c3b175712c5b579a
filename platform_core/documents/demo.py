"""Made-up acknowledgements for the demonstration: most colleagues have read what they are asked to."""

from random import Random

from sqlalchemy import select

from platform_core.auth.identity import in_force
from platform_core.auth.models import Membership
from platform_core.clock import now
from platform_core.documents.registry import shown_documents
from platform_core.documents.signing import SignerRef, sign_document
from platform_core.documents.versions import current_documents
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo


def seed_signatures(branch: BranchInfo, rng: Random) -> None:
    """Have three colleagues of four acknowledge each document that their roles ask for."""
    members = db.session.execute(
        select(Membership.user_id, Membership.person_id, Membership.display_name, Membership.roles)
        .where(*in_force(now()))
        .order_by(Membership.folded_name, Membership.display_name)
    ).all()
    asked = [known.spec for known in shown_documents(branch) if known.spec.audience]
    versions = current_documents(spec.code for spec in asked)
    for spec in asked:
        for member in members:
            if not set(member.roles) & set(spec.audience) or rng.random() >= 0.75:
                continue
            language = rng.choice(("kk", "kk", "ru"))
            sign_document(
                spec.code,
                language=language,
                shown_hash=versions[spec.code].hashes[language],
                signer=SignerRef("user", member.user_id, member.person_id),
                name=member.display_name,
                method="acknowledged",
            )
