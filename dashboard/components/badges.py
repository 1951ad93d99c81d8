"""What a class does now, in a word: the same on every page."""

from typing import TypedDict

from classroom.control import Phase
from classroom.domain import Session, SessionStatus
from dashboard import texts as words
from dashboard.running import is_analysed
from dashboard.texts import live as texts


class Badge(TypedDict):
    """As `assets/live.js` reads it too."""

    text: str
    kind: str  # of pill
    hint: str


def badge(session: Session, phase: Phase | None = None) -> Badge:
    """What the class does now.

    Args:
        phase: of the agent that records it on this computer; None = there is none.
    """
    if is_analysed(session):
        return Badge(text=texts.ANALYSED, kind="analysed", hint=texts.ANALYSED_HINT)
    if session.status is SessionStatus.LIVE and phase in texts.BADGES:
        said, explained = texts.BADGES[phase]
        return Badge(text=said, kind="interrupted", hint=explained)
    status = session.status
    return Badge(text=words.STATUSES[status], kind=status.value, hint=words.STATUS_HINTS[status])
