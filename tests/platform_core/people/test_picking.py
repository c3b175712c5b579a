"""Who was chosen in a form is named again when the form is shown once more."""

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people.picking import chosen_people
from platform_core.people.services import add_person
from platform_core.testing.statements import counted_statements
from platform_core.web.forms import Form


def test_the_chosen_are_described_in_one_query_and_nothing_else_is(app, branch_a, branch_b) -> None:
    ids = []
    for branch in (branch_a, branch_a, branch_b):
        with in_branch(branch.id, write=True):
            person = add_person({"kind": "staff", "family_name": "Әбенова", "given_name": f"Г{len(ids)}"})
            db.session.commit()
            ids.append(str(person.id))
    first, second, elsewhere = ids
    form = Form(
        values={
            "person_id": [first],
            "guests.0.person_id": [second.upper()],
            "guests.1.person_id": [elsewhere],
            "guests.2.person_id": ["-" * 36],
            "guests.3.person_id": [""],
            "not_a_person_id": [elsewhere],
            "name": [second],
        }
    )
    with in_branch(branch_a.id), counted_statements() as seen:
        chosen = chosen_people(form)
    assert {key: one.name for key, one in chosen.items()} == {first: "Әбенова Г0", second: "Әбенова Г1"}
    assert sum(statement.startswith("SELECT") for statement in seen) == 1
