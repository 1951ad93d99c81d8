"""`classroom start`: self-test, then record a live class until Ctrl-C."""

from _thread import interrupt_main
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from classroom.cli.options import (
    AGENT_FOLDER,
    DURATION,
    INTERVAL,
    config_option,
    course_option,
    current_settings,
    owner_option,
)
from classroom.cli.sources import Choice, choice_options
from classroom.errors import ClassroomError, NotFoundError

if TYPE_CHECKING:
    from classroom.cli.recording import Watcher
    from classroom.control import RunningAgent
    from classroom.domain import LiveStatus, Session
    from classroom.storage import Store


@click.command("start")
@course_option
@choice_options
@click.option("--pick", is_flag=True, help="Choose from a list of monitors and windows with their grids.")
@click.option("--interval", type=INTERVAL, help="Seconds between two grabs.")
@click.option("--duration", type=DURATION, help="Seconds after which to stop.")
@owner_option
@click.option("--resume", is_flag=True, help="Continue the course's interrupted session.")
@click.option("--launch", default="", hidden=True, help="Mark of the program that starts this one.")
@config_option
def command(
    course: str,
    choice: Choice,
    pick: bool,
    interval: float | None,
    duration: float | None,
    owner: str | None,
    resume: bool,
    launch: str,
) -> None:
    """Record a live class: grab the gallery every few seconds, read it, store it."""
    if pick and not choice.is_empty:
        raise click.UsageError("--pick cannot be combined with --monitor, --region, --window or --webcam")
    with _controlled(course, launch[:64]) as agent:
        _record(agent, Wish(course, choice, pick, interval, duration, owner, resume))


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for; None = as the settings say."""

    course: str
    choice: Choice
    pick: bool
    interval_s: float | None
    duration_s: float | None
    owner: str | None
    resume: bool


def _controlled(course: str, launch: str) -> "AbstractContextManager[RunningAgent]":
    from classroom.config import data_folder
    from classroom.control import Endings, run_controlled

    endings = Endings(
        stopped=(KeyboardInterrupt, SystemExit, click.Abort), expected=(ClassroomError, click.ClickException)
    )
    return run_controlled(data_folder() / AGENT_FOLDER, course, launch=launch, endings=endings)


def _record(agent: "RunningAgent", wish: Wish) -> None:
    from classroom.agent import Pace
    from classroom.cli.permissions import settle_policy, watch_consent
    from classroom.cli.pick_command import pick_choice
    from classroom.cli.recording import Controls, begin, run_session
    from classroom.cli.recording import resume as continue_session
    from classroom.cli.retention import purge_at_start
    from classroom.cli.screens import live_table
    from classroom.cli.selftest import run_self_test
    from classroom.cli.sources import Notes, configured, open_source
    from classroom.cli.summary import print_summary
    from classroom.cli.wiring import check_owner, class_zone, now, open_default_store
    from classroom.domain import NewSession
    from classroom.vision.pipeline import build_pipeline

    agent.interrupt_start(interrupt_main)
    agent.describe(owner=wish.owner)
    course, choice = wish.course, wish.choice
    settings = current_settings()
    zone = class_zone(settings.capture)
    if choice.is_empty:
        choice = pick_choice(settings) if wish.pick else configured(settings.capture)
    notes = Notes()
    with closing(open_source(choice, notes)) as source, open_default_store(settings) as store:
        earlier = _find_interrupted(store, course)
        if wish.resume and earlier is None:
            raise NotFoundError(f"no interrupted session of {course!r} to continue: start without --resume")
        if earlier is not None and not wish.resume:
            click.echo(f"Session {earlier.id.hex[:13]} was interrupted; --resume would continue it.", err=True)
        chosen_owner = check_owner(store, settings, wish.owner)
        agent.describe(owner=chosen_owner, source=source.description, time_zone=zone)
        purge_at_start(store, settings.retention, chosen_owner, now())
        settings = settle_policy(store, settings, course, chosen_owner, may_ask=True)
        consent = watch_consent(store, settings, course, chosen_owner)
        pipeline = build_pipeline(settings, whole_frame_is_tile=choice.webcam is not None, may_read=consent.may_read)
        run_self_test(source, settings.capture, pipeline, is_screen=choice.webcam is None, warn=agent.note)
        agent.stand_ready()
        if wish.resume and earlier is not None:
            begun, interval_s = continue_session(store, earlier.id), earlier.interval_s
            agent.describe(owner=earlier.owner)
        else:
            interval_s = wish.interval_s or settings.capture.interval_s
            new = NewSession(course, now(), source.description, interval_s, zone, owner=chosen_owner)
            begun = begin(store, new)
        agent.describe(interval_s=interval_s)
        agent.begin(begun.id)
        pace = Pace(interval_s, wish.duration_s, settings.capture.give_up_after_s)
        with live_table(zone) as table:
            watcher = _both(table, agent)
            notes.to = watcher.note
            controls = Controls(agent.stop, agent.is_paused, consent)
            run_session(settings, store, source, begun, pace, watcher, pipeline, controls)
        print_summary(store.load_records(begun.id), settings)


def _both(table: "Watcher", agent: "RunningAgent") -> "Watcher":
    """Tells the terminal, and whoever follows the agent from elsewhere."""
    from classroom.cli.recording import Watcher

    def report(status: "LiveStatus") -> None:
        table.report(status)
        agent.report(status)

    def note(text: str) -> None:
        table.note(text)
        agent.note(text)

    return Watcher(report, note)


def _find_interrupted(store: "Store", course: str) -> "Session | None":
    """The course's newest session that was cut off."""
    from classroom.domain import SessionStatus

    return next((s for s in store.sessions(course=course) if s.status is SessionStatus.INTERRUPTED), None)
