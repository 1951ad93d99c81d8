"""`classroom dashboard`: serve the pages."""

import click

from classroom.cli.options import config_option, current_settings


@click.command("dashboard")
@click.option("--host", help="Address to listen on; anything but loopback needs a TLS proxy in front.")
@click.option("--port", type=click.IntRange(1, 65_535), help="TCP port.")
@config_option
def command(host: str | None, port: int | None) -> None:
    """Serve the dashboard until Ctrl-C; the first start prints a link to set the password."""
    from classroom.cli.homes import catch_up_store
    from classroom.cli.serving import serve_dashboard, server_settings
    from classroom.cli.wiring import open_default_store

    settings = current_settings()
    server = server_settings(settings.server, host, port)
    with open_default_store(settings) as store:
        catch_up_store(store)
        serve_dashboard(store, settings, server)
