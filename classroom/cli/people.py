"""What the commands about participants and rosters share: the session's people, their JSON, the edits' author."""

from typing import TYPE_CHECKING, Any

from classroom.domain import Session
from classroom.roster.seen import SeenPerson, see_people

if TYPE_CHECKING:
    from classroom.storage import Store

ACTOR = "command line"


def load_people(store: "Store", session: Session) -> tuple[SeenPerson, ...]:
    """The participants that the session shows, by number."""
    return see_people(store.participant_details(session.id), store.load_records(session.id))


def person_json(person: SeenPerson) -> dict[str, Any]:
    """The public JSON form of a participant."""
    details = person.details
    student = details.student
    return {
        "number": details.participant.number,
        "name": details.participant.display_name,
        "named": details.participant.name_is_read,
        "read_name": details.read_name,
        "given": details.name_is_given,
        "student": None if student is None else {"id": str(student.id), "name": student.name},
        "merged": [{"number": one.number, "name": one.display_name} for one in details.merged],
        "split_from": details.split_from,
        "split_at": None if details.split_at is None else details.split_at.isoformat(),
        "first_seen": None if person.stay is None else person.stay.start.isoformat(),
        "last_seen": None if person.stay is None else person.stay.end.isoformat(),
        "looks": len(person.frames),
        "visible": person.visible,
    }
