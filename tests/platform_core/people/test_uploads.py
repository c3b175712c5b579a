"""Files kept between dry run and import: readable to their author, unreadable after a day."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from platform_core.clock import now
from platform_core.crypto import KeyDestroyed
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.people import uploads
from platform_core.people.models import PeopleUpload

pytestmark = pytest.mark.usefixtures("scope_a")


def test_a_kept_file_is_sealed_and_comes_back() -> None:
    upload = uploads.keep_upload(b"secret list", default_kind="staff")
    assert b"secret" not in upload.content
    assert uploads.content_of(uploads.get_upload(upload.id)) == b"secret list"


def test_a_discarded_file_cannot_be_read_even_from_a_copy() -> None:
    upload = uploads.keep_upload(b"secret list", default_kind=None)
    uploads.discard_upload(upload)
    with pytest.raises(NotFound):
        uploads.get_upload(upload.id)
    with pytest.raises(KeyDestroyed):
        uploads.content_of(upload)


def test_after_a_day_a_file_is_gone_from_view_and_then_from_the_database() -> None:
    old = uploads.keep_upload(b"old", default_kind=None)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        fresh = uploads.keep_upload(b"fresh", default_kind=None)
        with pytest.raises(NotFound):
            uploads.get_upload(old.id)
        uploads.purge_uploads({})
        assert db.session.scalars(select(PeopleUpload.id)).all() == [fresh.id]
        with pytest.raises(KeyDestroyed):
            uploads.content_of(old)
        assert uploads.content_of(fresh) == b"fresh"
