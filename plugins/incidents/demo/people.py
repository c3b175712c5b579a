"""Who is in an invented incident, and what became of them."""

from datetime import timedelta
from random import Random
from uuid import UUID

from platform_core.sdk import new_id
from plugins.incidents.demo.scene import Scene
from plugins.incidents.models import Incident, Participant
from plugins.incidents.policy.classification import Kind


def make_people(scene: Scene, incident: Incident) -> list[Participant]:
    """Choose a victim, who did it, and sometimes a witness."""
    rng, day = scene.rng, incident.registered_on
    about_staff = rng.random() < 0.07
    chosen = rng.sample(list(scene.cast.students), k=min(4, len(scene.cast.students)))
    victim = Participant(
        id=new_id(),
        incident_id=incident.id,
        person_id=chosen[0],
        role="victim",
        party="student",
        injured=Kind.PHYSICAL.value in incident.kinds and rng.random() < 0.4,
    )
    if rng.random() < 0.12:
        victim.long_absent_from = day
    found = [victim]
    if about_staff:
        accused = Participant(
            id=new_id(), incident_id=incident.id, person_id=rng.choice(scene.cast.staff),
            role="alleged_offender", party="staff",
        )  # fmt: skip
        if incident.allegation == "substantiated":
            accused.dismissed_on = day + timedelta(days=14)
        found.append(accused)
        incident.about_staff = True
    else:
        found += [_aggressor(rng, incident, person) for person in chosen[1 : rng.choice((2, 2, 3))]]
    if rng.random() < 0.5:
        found.append(_student(incident, chosen[3], "witness"))
    incident.accused_ids = sorted(
        str(one.person_id) for one in found if one.role in ("aggressor", "alleged_offender")
    )
    return found


def _student(incident: Incident, person_id: UUID, role: str) -> Participant:
    return Participant(
        id=new_id(), incident_id=incident.id, person_id=person_id, role=role, party="student", injured=False
    )


def _aggressor(rng: Random, incident: Incident, person_id: UUID) -> Participant:
    aggressor = _student(incident, person_id, "aggressor")
    later = incident.registered_on + timedelta(days=rng.randint(5, 25))
    if rng.random() < 0.1:
        aggressor.juvenile_police_on = later
    if incident.status == "closed" and rng.random() < 0.05:
        aggressor.expelled_on = later
    elif rng.random() < 0.06:
        aggressor.transferred_on = later
    return aggressor
