"""Documents over PostgreSQL: what differs there is JSON, time zones, unique keys and the fences."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from platform_core.db.base import new_id
from platform_core.documents import jobs
from platform_core.documents.models import DocumentSignature, SignedText
from platform_core.documents.signing import SignerRef, erase_signatures
from platform_core.documents.states import signature_states
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from tests.platform_core.documents.conftest import NEWER, RULES, SIGNATURE

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def app(pg_app: Flask) -> Flask:
    return pg_app


def standing(branch, signer):
    with in_branch(branch.id):
        return signature_states(RULES, signer.kind, [signer.id])[signer.id].standing


def test_from_a_signature_to_a_newer_text_and_to_erasure(declare, publish, sign, branch_a, branch_b):
    declare(valid_days=365)
    signer = SignerRef("visitor", new_id())
    with time_machine.travel(NOW, tick=False):
        sign(branch_a, signer, method="drawn", drawing=SIGNATURE.encode())
        sign(branch_a, signer, language="kk")
        assert standing(branch_a, signer) == "current"
    with time_machine.travel(NOW + timedelta(days=366), tick=False):
        assert standing(branch_a, signer) == "expired"
    publish(texts=NEWER)
    publish(branch=branch_a, texts={**NEWER, "kk": NEWER["ru"]})
    with time_machine.travel(NOW, tick=False):
        assert standing(branch_a, signer) == "changed"
        assert standing(branch_b, signer) == "never"
    with in_branch(branch_a.id, write=True):
        assert erase_signatures("visitor", [signer.id]) == 2
        jobs.purge_signatures({})
        db.session.commit()
        assert db.session.scalars(select(SignedText)).all() == []


def test_the_database_holds_a_signature_to_its_shape(sign, branch_a):
    sign(branch_a)
    with in_branch(branch_a.id, write=True):
        row = db.session.scalars(select(DocumentSignature)).one()
        row.method = "drawn"
        with pytest.raises(DBAPIError, match="drawing"):
            db.session.flush()
