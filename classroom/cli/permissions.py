"""Whether expressions may be read in a course: found in settings and database, asked once at a terminal."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from classroom.config import ServerSettings, Settings
from classroom.errors import StorageError
from classroom.privacy.law import ANSWERS, OFF_MEANS, ON_MEANS, QUESTION, WHAT_IT_SAYS
from classroom.privacy.policies import GENERAL, Place, Policy, Ruling, find_ruling, read_answer

if TYPE_CHECKING:
    from uuid import UUID

    from classroom.cli.consent_watch import ConsentWatch
    from classroom.privacy.consents import ConsentRegister
    from classroom.storage import Store

ON_LINE = (
    "Expressions are read. Inferring emotions in education is prohibited in the EU (AI Act, Art. 5(1)(f)): "
    'there, set policy.emotions to "off". Tell your class.'
)
OFF_LINE = "Expressions are not read: presence and facing only."
LOOPBACK = (None, "127.0.0.1", "::1", "localhost")  # None: a socket of this computer
FORBIDDEN = "the server forbids expressions in this course: from now on presence and facing only"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What holds for a class that is about to be recorded."""

    settings: Settings  # with `policy.emotions` on or off
    consent: "ConsentWatch"


def prepare_class(store: "Store", settings: Settings, course: str, owner: str | None) -> Prepared:
    """What may be read in the class; asks at a terminal if need be, and deletes what is older than it may be.

    Raises:
        StorageError: the database cannot be read.
    """
    from classroom.cli.retention import purge_at_start
    from classroom.cli.wiring import now

    purge_at_start(store, settings.retention, owner, now())
    settled = settle_policy(store, settings, course, owner, may_ask=True)
    return Prepared(settled, watch_consent(store, settings, course, owner))


def settle_policy(store: "Store", settings: Settings, course: str, owner: str | None, *, may_ask: bool) -> Settings:
    """The settings with `policy.emotions` on or off for this class; asks at a terminal if nobody has answered yet.

    One line on standard error says what holds. Without a terminal nobody is asked, and it is on.

    Args:
        owner: of the class; None = everyone's.
        may_ask: False for what is no real class (the demo).
    """
    ruling = find_ruling(store.policies(), settings.policy.emotions, owner, course)
    reads = ruling.reads_expressions
    if reads is None and may_ask and _is_terminal():
        reads = _ask(store, owner)
    elif reads is not False:
        click.echo(ON_LINE, err=True)
    else:
        click.echo(f"{OFF_LINE} ({describe_source(ruling)})", err=True)
    return with_policy(settings, reads_expressions=reads is not False)


def settle_remotely(settings: Settings, expressions: bool | None, *, is_known: bool) -> Settings:
    """As `settle_policy`, by the word of a server.

    Args:
        expressions: the server's word; None = nobody has decided there.
        is_known: False = the server never answered; then this computer's settings alone may switch them on.
    """
    reads = settings.policy.emotions == "on" if not is_known else expressions is not False
    if settings.policy.emotions == "off":
        reads = False
    click.echo(ON_LINE if reads else f"{OFF_LINE} (the server's word, or none yet)", err=True)
    return with_policy(settings, reads_expressions=reads)


def leaves_computer(settings: Settings, server: ServerSettings) -> bool:
    """Whether what is seen of a class is kept on another computer: the server that agents send to, or that this is, or
    a database elsewhere."""
    if settings.delivery.server or server.trusted_proxy:
        return True
    url = urlsplit(settings.storage.url)
    return url.scheme.startswith("postgres") and url.hostname not in LOOPBACK


def telling_once(may: Callable[[], bool], note: Callable[[str], None], text: str) -> Callable[[], bool]:
    """What `may` says; the first no is noted."""
    told: list[str] = []

    def ask() -> bool:
        allowed = may()
        if not allowed and not told:
            told.append(text)
            note(text)
        return allowed

    return ask


def watch_consent(store: "Store", settings: Settings, course: str, owner: str | None) -> "ConsentWatch":
    """The consent register for a class of that course. Raises: StorageError."""
    from classroom.cli.consent_watch import ConsentWatch

    def load(session: "UUID | None") -> "ConsentRegister":
        return store.consent_register(course, owner=owner, session=session)

    return ConsentWatch(load, settings.policy)


def with_policy(settings: Settings, *, reads_expressions: bool) -> Settings:
    """The settings with the question answered."""
    policy = settings.policy.model_copy(update={"emotions": "on" if reads_expressions else "off"})
    return settings.model_copy(update={"policy": policy})


def settle_quietly(settings: Settings) -> Settings:
    """As `settle_policy`, of no class: the settings' word, else the answer that was given in general, else on.

    For commands that keep nothing: they make no database, and one that does not answer does not stop them.
    """
    from classroom.config import data_folder
    from classroom.storage.maintenance import read_policies

    if settings.policy.emotions != "ask":
        return settings
    try:
        ruling = find_ruling(read_policies(settings.storage, data_folder()), "ask", None, GENERAL)
    except StorageError:
        return with_policy(settings, reads_expressions=True)
    return with_policy(settings, reads_expressions=ruling.reads_expressions is not False)


def describe_source(ruling: Ruling) -> str:
    """By whose word it is so, for people."""
    match ruling.source:
        case "course":
            return "the course's own setting"
        case "settings":
            return "policy.emotions in the settings"
        case "general":
            return "your answer to the question about the law"
        case "nobody":
            return "nobody was asked yet"


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _ask(store: "Store", owner: str | None) -> bool:
    """Shows the law, asks and remembers the answer."""
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now

    places = [Place(key) for key in ANSWERS]
    click.echo(f"\n{WHAT_IT_SAYS}\n\n{QUESTION}", err=True)
    for number, place in enumerate(places, 1):
        click.echo(f"  {number}  {ANSWERS[place]}", err=True)
    chosen = click.prompt("Answer", type=click.IntRange(1, len(places)), err=True)
    place = places[chosen - 1]
    reads = read_answer(place)
    store.save_policy(Policy(GENERAL, reads, place, owner, now(), owner or ACTOR))
    click.echo(f"{ON_MEANS if reads else OFF_MEANS}\n", err=True)
    return reads
