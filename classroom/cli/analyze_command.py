"""`classroom analyze`: a recording or a folder of pictures, as fast as the machine can."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classroom.cli.options import INTERVAL, MomentType, config_option, course_option, current_settings, owner_option

if TYPE_CHECKING:
    from classroom.vision.sources import FolderSource, VideoSource


@click.command("analyze")
@click.argument("source", type=click.Path(path_type=Path))
@course_option
@click.option("--interval", type=INTERVAL, help="Seconds of the recording between two looks.")
@click.option("--started-at", type=MomentType(), help="When the class began; default: the file's date.")
@owner_option
@config_option
def command(source: Path, course: str, interval: float | None, started_at: datetime | None, owner: str | None) -> None:
    """Analyse the recording or the folder of pictures SOURCE and store it as a session."""
    from classroom.agent import Pace
    from classroom.cli.permissions import prepare_class
    from classroom.cli.recording import Controls, StoreKeeper, begin, run_session
    from classroom.cli.screens import progress_bar
    from classroom.cli.summary import print_summary
    from classroom.cli.wiring import check_owner, class_zone, open_default_store
    from classroom.domain import NewSession
    from classroom.vision.pipeline import build_pipeline

    if not str(source).strip("."):
        raise click.UsageError("name a recording, or a folder of pictures")
    settings = current_settings()
    pace = Pace(interval or settings.capture.interval_s, None, settings.capture.give_up_after_s)
    zone = class_zone(settings.capture)
    with closing(_open(source, pace.interval_s, started_at)) as frames, open_default_store(settings) as store:
        chosen_owner = check_owner(store, settings, owner)
        new = NewSession(course, frames.started_at, frames.description, pace.interval_s, zone, owner=chosen_owner)
        prepared = prepare_class(store, settings, course, chosen_owner)
        settings, consent = prepared.settings, prepared.consent
        pipeline = build_pipeline(settings, may_read=consent.may_read)
        begun = begin(store, new)
        with progress_bar(f"Analysing {source.name}", frames.frame_count) as watcher:
            run_session(
                settings,
                StoreKeeper(store, begun.id),
                frames,
                begun,
                pace,
                watcher,
                pipeline,
                Controls(consent=consent),
            )
        _tell_what_was_missing(frames)
        print_summary(store.load_records(begun.id), settings)


def _open(path: Path, interval_s: float, started_at: datetime | None) -> "FolderSource | VideoSource":
    from classroom.vision.sources import open_folder, open_video

    opener = open_folder if path.is_dir() else open_video
    return opener(path, interval_s=interval_s, started_at=started_at)


def _tell_what_was_missing(frames: "FolderSource | VideoSource") -> None:
    """One line on standard error about an early end or pictures that could not be read."""
    from classroom.vision.sources import VideoSource

    if isinstance(frames, VideoSource):
        if frames.ended_early:
            click.echo(f"note: {frames.ended_early}", err=True)
    elif frames.skipped:
        click.echo(f"note: skipped {len(frames.skipped)}: {'; '.join(frames.skipped[:3])}", err=True)
