"""`classroom start`: self-test, then record a live class until Ctrl-C."""

from _thread import interrupt_main
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from classroom.errors import ClassroomError

if TYPE_CHECKING:
    from classroom.cli.recording import Watcher
    from classroom.config import Settings
    from classroom.control import RunningAgent
    from classroom.domain import LiveStatus
    from classroom.transport.answers import Interrupted


@click.command("start")
@course_option
@choice_options
@click.option("--pick", is_flag=True, help="Choose from a list of monitors and windows with their grids.")
@click.option("--interval", type=INTERVAL, help="Seconds between two grabs.")
@click.option("--duration", type=DURATION, help="Seconds after which to stop.")
@owner_option
@click.option("--resume", is_flag=True, help="Continue the course's interrupted session.")
@click.option("--server", metavar="URL", help="A school's server to send to, instead of writing to the database.")
@click.option("--launch", default="", hidden=True, help="Mark of the program that starts this one.")
@config_option
def command(launch: str, **asked: Any) -> None:
    """Record a live class: grab the gallery every few seconds, read it, store it."""
    wish = Wish(interval_s=asked.pop("interval"), duration_s=asked.pop("duration"), **asked)
    if wish.pick and not wish.choice.is_empty:
        raise click.UsageError("--pick cannot be combined with --monitor, --region, --window or --webcam")
    with _controlled(wish.course, launch[:64]) as agent:
        agent.interrupt_start(interrupt_main)
        summary = _record(agent, wish)
    click.echo(summary)  # only now: the class is over, whoever reads this or does not


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
    server: str | None


def _controlled(course: str, launch: str) -> "AbstractContextManager[RunningAgent]":
    from classroom.config import data_folder
    from classroom.control import Endings, run_controlled

    endings = Endings(
        stopped=(KeyboardInterrupt, SystemExit, click.Abort), expected=(ClassroomError, click.ClickException)
    )
    return run_controlled(data_folder() / AGENT_FOLDER, course, launch=launch, endings=endings)


def _record(agent: "RunningAgent", wish: Wish) -> str:
    """Records the class; what was recorded, as lines of text."""
    from classroom.agent import Pace
    from classroom.cli.homes import describe_new, open_delivery, open_home, require_delivered
    from classroom.cli.permissions import FORBIDDEN, telling_once
    from classroom.cli.pick_command import pick_choice
    from classroom.cli.recording import Controls, run_session
    from classroom.cli.screens import live_table
    from classroom.cli.selftest import run_self_test
    from classroom.cli.sources import Notes, configured, open_source
    from classroom.cli.wiring import class_zone, now
    from classroom.domain import NewSession
    from classroom.transport.clocks import DatedSource
    from classroom.vision.pipeline import build_pipeline

    agent.describe(owner=wish.owner)
    course, choice = wish.course, wish.choice
    settings = current_settings()
    zone = class_zone(settings.capture)
    if choice.is_empty:
        choice = pick_choice(settings) if wish.pick else configured(settings.capture)
    notes = Notes()
    with closing(open_source(choice, notes)) as source, open_home(_towards(settings, wish.server)) as home:
        rules = home.settle(settings, course, wish.owner)
        settings, clock = rules.settings, rules.clock or now
        earlier = _earlier(rules.interrupted, wish)
        agent.describe(owner=rules.owner, source=source.description, time_zone=zone)
        may_read, may_classify = rules.consent.may_read, telling_once(rules.may_classify, notes, FORBIDDEN)
        pipeline = build_pipeline(
            settings, whole_frame_is_tile=choice.webcam is not None, may_read=may_read, may_classify=may_classify
        )
        sort = {"is_screen": choice.webcam is None, "is_window": choice.window is not None}
        run_self_test(source, settings.capture, pipeline, **sort, warn=agent.note)
        agent.stand_ready()
        if earlier is not None:
            begun, new = home.resume(earlier), describe_new(earlier)
        else:
            interval_s = wish.interval_s or settings.capture.interval_s
            new = NewSession(course, clock(), source.description, interval_s, zone, owner=rules.owner)
            begun = home.begin(new)
        agent.describe(interval_s=new.interval_s, owner=new.owner)
        agent.begin(begun.id)
        pace = Pace(new.interval_s, wish.duration_s, settings.capture.give_up_after_s)
        with live_table(zone) as table, closing(open_delivery(home, begun, new, agent.note)) as delivery:
            watcher = _both(table, agent)
            notes.to = watcher.note
            delivery.tell(watcher.note)
            if earlier is None:
                delivery.begin()
            controls = Controls(agent.stop, agent.is_paused, rules.consent, clock)
            seen = source if rules.clock is None else DatedSource(source, clock)
            outcome = run_session(settings, delivery, seen, begun, pace, watcher, pipeline, controls)
        require_delivered(not delivery.waits, home.place)
        return home.summarize(begun.id, settings, outcome.frames)


def _towards(settings: "Settings", server: str | None) -> "Settings":
    if server is None:
        return settings
    return settings.model_copy(update={"delivery": settings.delivery.model_copy(update={"server": server})})


def _earlier(found: "Interrupted | None", wish: Wish) -> "Interrupted | None":
    """The session to go on with; None = a new one."""
    from classroom.cli.homes import require_interrupted

    if wish.resume:
        return require_interrupted(found, wish.course)
    if found is not None:
        click.echo(f"Session {found.session.hex[:13]} was interrupted; --resume would continue it.", err=True)
    return None


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
