"""Taking documents apart and putting them together changes nothing, through a package of tables too."""

import zipfile
from io import BytesIO
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.directory.schemas.hsds.nesting import assemble, flatten
from plugins.directory.schemas.hsds.objects import NESTS, REQUIRED
from plugins.directory.schemas.hsds.tabular import (
    DESCRIPTOR,
    PackageFault,
    path_of,
    read_package,
    write_package,
)
from tests.plugins.directory.schemas.documents import STANDARD, documents

_SEVERAL = st.lists(documents(), max_size=3, unique_by=lambda one: one["id"])


def test_the_objects_are_those_of_the_standard() -> None:
    assert {kind: sorted(names) for kind, names in REQUIRED.items()} == {
        kind: sorted(required) for kind, (required, _typed) in STANDARD.items()
    }
    assert set(NESTS) == set(STANDARD)


@given(_SEVERAL)
def test_documents_survive_their_rows(found: list[dict[str, Any]]) -> None:
    assert assemble(flatten(found)) == found


@given(_SEVERAL)
def test_documents_survive_a_package(found: list[dict[str, Any]]) -> None:
    content = write_package(flatten(found))
    assert assemble(read_package(content)) == found
    assert write_package(flatten(found)) == content


def test_a_package_names_its_files_and_links_its_rows() -> None:
    content = write_package(
        flatten([{"id": "1", "name": "А", "status": "active", "phones": [{"id": "2", "number": "+7"}]}])
    )
    with zipfile.ZipFile(BytesIO(content)) as package:
        descriptor = orjson.loads(package.read(DESCRIPTOR))
        assert {one["name"]: one["path"] for one in descriptor["resources"]} == {
            kind: path_of(kind) for kind in STANDARD
        }
        assert package.read("phones.csv").decode() == "id,number,service_id\r\n2,+7,1\r\n"


def _package(**files: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


_TABLE = {
    "name": "service",
    "path": "services.csv",
    "schema": {"fields": [{"name": "id"}, {"name": "n", "type": "any"}]},
}
_DESCRIBED = orjson.dumps({"resources": [_TABLE]})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK nothing", "not_a_package"),
        (_package(readme__txt=b""), "no_descriptor"),
        (_package(datapackage__json=b"{"), "bad_descriptor"),
        (_package(datapackage__json=b'{"resources": [{}]}'), "bad_descriptor"),
        (_package(datapackage__json=b"[1]"), "bad_descriptor"),
        (_package(datapackage__json=_DESCRIBED), "no_file"),
        (_package(datapackage__json=_DESCRIBED, services__csv=b"\xff"), "not_a_table"),
        (_package(datapackage__json=_DESCRIBED, services__csv=b"id,n\r\n1\r\n"), "not_a_table"),
        (_package(datapackage__json=_DESCRIBED, services__csv=b"id,n\r\n1,{\r\n"), "not_a_value"),
    ],
)
def test_what_is_no_package_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(PackageFault) as refused:
        read_package(content)
    assert refused.value.code == code
