"""`classroom demo`: from nothing to a filled dashboard in one command."""

from contextlib import closing
from datetime import timedelta

import click

from classroom.cli.options import config_option, current_settings
from classroom.counting import Count

COURSE = "Demo class"


@click.command("demo")
@click.option("--serve/--no-serve", default=True, help="Serve the dashboard afterwards (default), or stop.")
@click.option("--port", type=click.IntRange(1, 65_535), help="TCP port of the dashboard.")
@click.option(
    "--minutes", type=click.FloatRange(1, 180), default=20, show_default=True, help="Length of the scripted class."
)
@config_option
def command(serve: bool, port: int | None, minutes: float) -> None:
    """Play a scripted gallery class through the real pipeline into the database, then open the dashboard.

    Its faces are a few public-domain portraits that repeat; its sessions are marked as demo, and
    'classroom sessions delete --demo' removes them.
    """
    from classroom.agent import EndReason, Pace
    from classroom.cli.permissions import settle_policy
    from classroom.cli.recording import StoreKeeper, begin, run_session
    from classroom.cli.screens import progress_bar
    from classroom.cli.summary import print_summary
    from classroom.cli.wiring import class_zone, now, open_default_store
    from classroom.domain import NewSession
    from classroom.synthetic.demo import DEMO_NOTICE, DemoSource
    from classroom.vision.pipeline import build_pipeline

    settings = current_settings()
    if serve:
        from classroom.cli.serving import serve_dashboard, server_settings
        from dashboard.server import find_free_port

        server = find_free_port(server_settings(settings.server, None, port), chosen=port is not None)
    zone = class_zone(settings.capture)
    start = now() - timedelta(minutes=minutes)
    with closing(DemoSource(start, minutes=minutes)) as source, open_default_store(settings) as store:
        click.echo(DEMO_NOTICE)
        click.echo(f"Playing {Count(source.frame_count):picture|pictures} of a scripted class.", err=True)
        settled = settle_policy(
            store, settings, COURSE, None, may_ask=False
        )  # of the demo: a real class is asked about
        new = NewSession(COURSE, start, source.description, source.interval_s, zone, is_demo=True)
        pipeline = build_pipeline(settled)
        begun = begin(store, new)
        pace = Pace(source.interval_s, None, settings.capture.give_up_after_s)
        with progress_bar("Playing the demo class", source.frame_count) as watcher:
            outcome = run_session(settled, StoreKeeper(store, begun.id), source, begun, pace, watcher, pipeline)
        print_summary(store.load_records(begun.id), settled)
        click.echo("Remove it with: classroom sessions delete --demo")
        if serve and outcome.reason is EndReason.RECORDING_OVER:
            serve_dashboard(store, settings, server, login=True)
