"""`classroom start`: self-test, then record a live class until Ctrl-C."""

from contextlib import closing
from typing import TYPE_CHECKING

import click

from classroom.cli.options import (
    DURATION,
    INTERVAL,
    config_option,
    course_option,
    current_settings,
    owner_option,
)
from classroom.cli.sources import Choice, choice_options
from classroom.errors import NotFoundError

if TYPE_CHECKING:
    from classroom.domain import Session
    from classroom.storage import Store


@click.command("start")
@course_option
@choice_options
@click.option("--pick", is_flag=True, help="Choose from a list of monitors and windows with their grids.")
@click.option("--interval", type=INTERVAL, help="Seconds between two grabs.")
@click.option("--duration", type=DURATION, help="Seconds after which to stop.")
@owner_option
@click.option("--resume", is_flag=True, help="Continue the course's interrupted session.")
@config_option
def command(
    course: str,
    choice: Choice,
    pick: bool,
    interval: float | None,
    duration: float | None,
    owner: str | None,
    resume: bool,
) -> None:
    """Record a live class: grab the gallery every few seconds, read it, store it."""
    from classroom.agent import Pace
    from classroom.cli.pick_command import pick_choice
    from classroom.cli.recording import begin, run_session
    from classroom.cli.recording import resume as continue_session
    from classroom.cli.screens import live_table
    from classroom.cli.selftest import run_self_test
    from classroom.cli.sources import Notes, configured, open_source
    from classroom.cli.summary import print_summary
    from classroom.cli.wiring import check_owner, class_zone, now, open_default_store, tell_law
    from classroom.domain import NewSession
    from classroom.vision.pipeline import build_pipeline

    if pick and not choice.is_empty:
        raise click.UsageError("--pick cannot be combined with --monitor, --region, --window or --webcam")
    settings = current_settings()
    zone = class_zone(settings.capture)
    if choice.is_empty:
        choice = pick_choice(settings) if pick else configured(settings.capture)
    notes = Notes()
    with closing(open_source(choice, notes)) as source, open_default_store(settings) as store:
        earlier = _find_interrupted(store, course)
        if resume and earlier is None:
            raise NotFoundError(f"no interrupted session of {course!r} to continue: start without --resume")
        if earlier is not None and not resume:
            click.echo(f"Session {earlier.id.hex[:13]} was interrupted; --resume would continue it.", err=True)
        chosen_owner = check_owner(store, settings, owner)
        pipeline = build_pipeline(settings, whole_frame_is_tile=choice.webcam is not None)
        run_self_test(source, settings.capture, pipeline, is_screen=choice.webcam is None)
        tell_law(settings.policy)
        if resume and earlier is not None:
            begun, interval_s = continue_session(store, earlier.id), earlier.interval_s
        else:
            interval_s = interval or settings.capture.interval_s
            new = NewSession(course, now(), source.description, interval_s, zone, owner=chosen_owner)
            begun = begin(store, new)
        pace = Pace(interval_s, duration, settings.capture.give_up_after_s)
        with live_table(zone) as watcher:
            notes.to = watcher.note
            run_session(settings, store, source, begun, pace, watcher, pipeline)
        print_summary(store.load_records(begun.id), settings)


def _find_interrupted(store: "Store", course: str) -> "Session | None":
    """The course's newest session that was cut off."""
    from classroom.domain import SessionStatus

    return next((s for s in store.sessions(course=course) if s.status is SessionStatus.INTERRUPTED), None)
