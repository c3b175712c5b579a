"""People chosen in a form, described again when its page is shown once more."""

from uuid import UUID

from platform_core.people.queries import PersonChoice, person_choices
from platform_core.web.forms import Form


def chosen_people(form: Form) -> dict[str, PersonChoice]:
    """Describe whom a form's `…person_id` fields name, by the text of the id, in one query.

    What is no id, or nobody's of this branch, is left out: the schema and the service refuse it.
    """
    typed = [form.value(name) for name in form.values if name.rpartition(".")[2] == "person_id"]
    ids = [one for text in typed if (one := _read_id(text)) is not None]
    return {str(one.id): one for one in person_choices(ids).values()}


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
