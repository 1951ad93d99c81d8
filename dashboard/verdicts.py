"""The teacher's word on flags: given, withdrawn, and what it says of how far flags can be trusted."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from classroom.domain import Flag, FlagReason, User, Verdict, VerdictCount
from classroom.engagement import match_verdicts
from classroom.errors import DataError, NotFoundError
from dashboard.access import scope
from dashboard.queries import Queries
from dashboard.texts import flags as texts
from dashboard.views import SessionView, flag_key

FEWEST_JUDGED = 5  # of fewer, a share would say more than is known


class VerdictStore(Protocol):
    """What is needed of `classroom.storage.Store`."""

    def delete_verdict(self, session: UUID, participant: int, reason: FlagReason, start: datetime) -> bool: ...

    def count_verdicts(self, *, visible_to: str | None = None) -> tuple[VerdictCount, ...]: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one flag."""

    flag: Flag
    before: Verdict | None
    after: Verdict | None


@dataclass(frozen=True, slots=True)
class Precision:
    """What the verdicts say of the flags of one reason, or of all."""

    reason: FlagReason | None  # None = all
    right: int
    wrong: int

    @property
    def judged(self) -> int:
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """0-1; None = too few to tell."""
        return self.right / self.judged if self.judged >= FEWEST_JUDGED else None


class Verdicts:
    """The verdicts of one user at a time; safe to share between threads.

    All raise NotFoundError (no such session, or not this user's; the flag is no longer raised) and StorageError.
    """

    def __init__(
        self, store: VerdictStore, queries: Queries, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._queries = queries
        self._now = now

    def press(self, user: User, reference: str, key: str, verdict: Verdict, *, seen: Verdict | None) -> Judged:
        """Gives the verdict, or withdraws it when it was the one the page showed.

        Args:
            key: `flag_key` of the flag.
            seen: the verdict that the page showed.

        Raises:
            DataError: the flag was judged otherwise meanwhile, on another page.
        """
        _, flag = _find_flag(self._queries.view(user, reference), key)
        before = flag.verdict
        if before is not seen and before is not verdict:
            raise DataError(texts.JUDGED_MEANWHILE.format(verdict=texts.say(before)))
        return self.put(user, reference, key, None if seen is verdict else verdict)

    def put(self, user: User, reference: str, key: str, verdict: Verdict | None) -> Judged:
        """Makes this the verdict on the flag; None = none."""
        view = self._queries.view(user, reference)
        place, flag = _find_flag(view, key)
        given = match_verdicts(view.flags, view.records.verdicts).get(place)
        if verdict is not None and verdict is not flag.verdict:
            self._queries.give_verdict(user, reference, key, verdict)
        is_moved = given is not None and given.start != flag.start  # the hint began elsewhere when it was judged
        if verdict is None or (is_moved and verdict is not flag.verdict):
            start = flag.start if given is None else given.start
            self._store.delete_verdict(view.session.id, flag.participant, flag.reason, start)
        return Judged(flag, flag.verdict, verdict)

    def precision(self, user: User) -> tuple[Precision, ...]:
        """Over all of the user's sessions but demos: of all reasons together, then of each with a verdict."""
        counts: Counter[tuple[FlagReason, Verdict]] = Counter()
        for one in self._store.count_verdicts(visible_to=scope(user)):
            counts[one.reason, one.verdict] += one.count
        return _precision(counts)


def session_precision(view: SessionView) -> tuple[Precision, ...]:
    """Of one session: of all reasons together, then of each with a verdict."""
    return _precision(Counter((flag.reason, flag.verdict) for flag in view.flags if flag.verdict is not None))


def count_kept(view: SessionView) -> int:
    """Verdicts of the session on hints that do not show now, as in a part left out: they come back with the hint."""
    return len(view.records.verdicts) - sum(flag.verdict is not None for flag in view.flags)


def _find_flag(view: SessionView, key: str) -> tuple[int, Flag]:
    """Its place among the view's flags, and the flag. Raises: NotFoundError."""
    found = next(((place, flag) for place, flag in enumerate(view.flags) if flag_key(flag) == key), None)
    if found is None:
        raise NotFoundError(texts.NOT_RAISED)
    return found


def _precision(counts: Counter[tuple[FlagReason, Verdict]]) -> tuple[Precision, ...]:
    lines = [_line(counts, (reason,), reason) for reason in FlagReason]
    return (_line(counts, FlagReason, None), *(one for one in lines if one.judged))


def _line(
    counts: Counter[tuple[FlagReason, Verdict]], reasons: Iterable[FlagReason], reason: FlagReason | None
) -> Precision:
    counted = tuple(reasons)
    right, wrong = (sum(counts[one, verdict] for one in counted) for verdict in (Verdict.RIGHT, Verdict.WRONG))
    return Precision(reason, right, wrong)
