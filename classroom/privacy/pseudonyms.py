"""Names that say nothing: the same student has the same one in every session, and no name can be read from it."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from classroom.domain import Participant
from classroom.privacy.consents import consent_key

# Without letters and digits that are easily taken for one another (0 O, 1 I L, 8 B).
ALPHABET = "2345679ACDEFGHJKMNPQRSTUVWXYZ"
SHORT, LONG = 4, 12  # letters; more only where two of one session would share a name
_PURPOSE = b"classroom pseudonyms"


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What the participant of one session is known by."""

    roster: str | None  # of the student whom the participant is linked to
    others: tuple[str, ...] = ()  # read, given, aliases of the roster, e-mail address


class Pseudonyms:
    """Pseudonyms made with one secret; who does not have it cannot tell by trying names."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, _PURPOSE, sha256)

    def of_name(self, name: str, length: int = SHORT) -> str:
        """The pseudonym of a student, by the name as it is compared."""
        number = int.from_bytes(hmac.digest(self._key, consent_key(name).encode("utf-8", "backslashreplace"), sha256))
        letters = []
        for _ in range(length):
            number, place = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[place])
        return f"Student {''.join(letters)}"

    def hide(self, participants: Iterable[Participant], students: Mapping[int, str]) -> tuple[Participant, ...]:
        """The participants of one session under pseudonyms; "Participant 3", which nobody is called, stays.

        Args:
            participants: of one session.
            students: Participant.number -> name of the roster's student whom it is linked to: under whatever name
                a linked student joins, the pseudonym is one.
        """
        people = tuple(participants)
        names = {one.number: students.get(one.number, one.display_name) for one in people if not _is_nameless(one)}
        length = self._find_length(names.values())
        return tuple(
            replace(one, display_name=self.of_name(names[one.number], length)) if one.number in names else one
            for one in people
        )

    def _find_length(self, names: Iterable[str]) -> int:
        """The least at which two names of one session have two pseudonyms."""
        people = {consent_key(name) for name in names}
        lengths = range(SHORT, LONG)
        return next((one for one in lengths if len({self.of_name(key, one) for key in people}) == len(people)), LONG)


def _is_nameless(person: Participant) -> bool:
    return not person.name_is_read and person.display_name == f"Participant {person.number}"
