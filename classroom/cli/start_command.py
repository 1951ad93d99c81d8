"""`classroom start`: self-test, then record a live class until Ctrl-C."""

from contextlib import closing
from typing import TYPE_CHECKING

import click

from classroom.cli.options import (
    DURATION,
    INTERVAL,
    RegionType,
    config_option,
    course_option,
    current_settings,
    owner_option,
)
from classroom.errors import NotFoundError

if TYPE_CHECKING:
    from classroom.config import Settings
    from classroom.domain import Box, FrameSource, Session
    from classroom.storage import Store


@click.command("start")
@course_option
@click.option("--monitor", type=click.IntRange(min=0), help="Monitor to grab: 1 = first, 0 = all together.")
@click.option("--region", type=RegionType(), help="Part of the screen to grab, in pixels.")
@click.option("--webcam", type=click.IntRange(min=0), help="Number of a camera to grab instead of the screen.")
@click.option("--interval", type=INTERVAL, help="Seconds between two grabs.")
@click.option("--duration", type=DURATION, help="Seconds after which to stop.")
@owner_option
@click.option("--resume", is_flag=True, help="Continue the course's interrupted session.")
@config_option
def command(
    course: str,
    monitor: int | None,
    region: "Box | None",
    webcam: int | None,
    interval: float | None,
    duration: float | None,
    owner: str | None,
    resume: bool,
) -> None:
    """Record a live class: grab the gallery every few seconds, read it, store it."""
    from classroom.agent import Pace
    from classroom.cli.recording import begin, run_session
    from classroom.cli.recording import resume as continue_session
    from classroom.cli.screens import live_table
    from classroom.cli.selftest import run_self_test
    from classroom.cli.summary import print_summary
    from classroom.cli.wiring import check_owner, class_zone, now, open_default_store, tell_law
    from classroom.domain import NewSession
    from classroom.vision.pipeline import build_pipeline

    if webcam is not None and (monitor is not None or region is not None):
        raise click.UsageError("--webcam cannot be combined with --monitor or --region")
    settings = current_settings()
    zone = class_zone(settings.capture)
    with closing(_open(settings, monitor, region, webcam)) as source, open_default_store(settings) as store:
        earlier = _find_interrupted(store, course)
        if resume and earlier is None:
            raise NotFoundError(f"no interrupted session of {course!r} to continue: start without --resume")
        if earlier is not None and not resume:
            click.echo(f"Session {earlier.id.hex[:13]} was interrupted; --resume would continue it.", err=True)
        chosen_owner = check_owner(store, settings, owner)
        pipeline = build_pipeline(settings, whole_frame_is_tile=webcam is not None)
        run_self_test(source, settings.capture, pipeline, is_screen=webcam is None)
        tell_law(settings.policy)
        if resume and earlier is not None:
            begun, interval_s = continue_session(store, earlier.id), earlier.interval_s
        else:
            interval_s = interval or settings.capture.interval_s
            new = NewSession(course, now(), source.description, interval_s, zone, owner=chosen_owner)
            begun = begin(store, new)
        pace = Pace(interval_s, duration, settings.capture.give_up_after_s)
        with live_table(zone) as watcher:
            run_session(settings, store, source, begun, pace, watcher, pipeline)
        print_summary(store.load_records(begun.id), settings)


def _open(settings: "Settings", monitor: int | None, region: "Box | None", webcam: int | None) -> "FrameSource":
    from classroom.cli.wiring import now
    from classroom.vision.sources import open_screen, open_webcam

    if webcam is not None:
        return open_webcam(webcam, clock=now)
    chosen = settings.capture.monitor if monitor is None else monitor
    return open_screen(monitor=chosen, region=region, clock=now)


def _find_interrupted(store: "Store", course: str) -> "Session | None":
    """The course's newest session that was cut off."""
    from classroom.domain import SessionStatus

    return next((s for s in store.sessions(course=course) if s.status is SessionStatus.INTERRUPTED), None)
