"""The consent register while a class is recorded: asked of every name, read anew now and then."""

import time
from collections.abc import Callable
from uuid import UUID

from classroom.config import PolicySettings
from classroom.domain import Participant
from classroom.errors import StorageError
from classroom.privacy.consents import ConsentRegister, ConsentRules, Treatment
from classroom.vision.name_likeness import are_alike

REFRESH_S = 20.0  # a change in the register takes effect within this time and one frame
_KEPT = 5000  # names remembered; a class has far fewer


class ConsentWatch:
    """Treats the participants of one class as the register says; for one thread."""

    def __init__(
        self,
        load: Callable[[UUID | None], ConsentRegister],
        policy: PolicySettings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises: StorageError when the register cannot be read at the start.

        Args:
            load: the class's register, with the session that is recorded, once it is known.
        """
        self._load = load
        self._rules = ConsentRules(Treatment(policy.without_consent), Treatment(policy.unknown_names))
        self._monotonic = monotonic
        self._session: UUID | None = None
        self._register = load(None)
        self._read_at = monotonic()
        self._known: dict[str, Treatment] = {}
        self._treated: dict[Participant, Treatment] = {}

    def follow(self, session: UUID) -> None:
        """From now on also what the teacher says of this session's participants counts."""
        self._session = session
        self._refresh()

    def may_read(self, name: str | None) -> bool:
        """Whether the face in a tile of that name may be classified; None = the name is not read."""
        self._refresh_in_time()
        if name is None:
            return self._rules.unknown_names is Treatment.READ
        treatment = self._known.get(name)
        if treatment is None:
            treatment = self._rules.treat(self._register.decide(name, are_alike))
            if len(self._known) < _KEPT:
                self._known[name] = treatment
        return treatment is Treatment.READ

    def treat(self, person: Participant) -> Treatment:
        """What may be kept of a participant."""
        self._refresh_in_time()
        treatment = self._treated.get(person)
        if treatment is None:
            treatment = self._rules.treat(self._register.decide_on(person, are_alike))
            if len(self._treated) < _KEPT:
                self._treated[person] = treatment
        return treatment

    def _refresh_in_time(self) -> None:
        if self._monotonic() - self._read_at >= REFRESH_S:
            self._refresh()

    def _refresh(self) -> None:
        self._read_at = self._monotonic()
        try:
            self._register = self._load(self._session)
        except StorageError:  # what was known goes on to hold
            return
        self._known.clear()
        self._treated.clear()
