"""`classroom doctor`: what is installed, what works, and what to do about each problem."""

import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from classroom import __version__
from classroom.cli.checks import (
    Check,
    check_agent,
    check_dates,
    check_delivery,
    check_disk,
    check_names,
    check_policy,
    check_secrets,
    check_server,
)
from classroom.cli.options import config_option, current_settings, json_option
from classroom.errors import CaptureError, ClassroomError, ModelError

if TYPE_CHECKING:
    from classroom.config import Settings

_PACKAGES = (
    "dash",
    "plotly",
    "flask",
    "opencv-python-headless",
    "onnxruntime",
    "rapidocr",
    "sqlalchemy",
    "pandas",
    "mss",
)
_MARKS = {"ok": "ok  ", "note": "note", "problem": "!!  "}


@click.command("doctor")
@json_option
@config_option
def command(as_json: bool) -> int:
    """Check versions, settings, models, database, disk, servers and display; exit code 1 when something is broken."""
    from classroom.cli.wiring import now
    from classroom.config import data_folder

    settings = current_settings()
    folder = data_folder()
    checks = [
        *(*_versions(), *_settings(), *_models(settings), *check_names(settings), *check_policy(settings)),
        *(
            *_database(settings),
            *check_dates(settings, folder, now()),
            *check_disk(folder),
            *check_secrets(folder),
            *check_agent(folder),
        ),
        *(*check_delivery(settings), *check_server(settings), *_display()),
    ]
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks]))
    else:
        for check in checks:
            click.echo(f"{_MARKS[check.level]}  {check.what}" + (f"\n      -> {check.advice}" if check.advice else ""))
    return int(any(check.level == "problem" for check in checks))


def _versions() -> Iterator[Check]:
    yield Check("ok", f"classroom {__version__}, Python {platform.python_version()}, {platform.platform()}")
    for package in _PACKAGES:
        try:
            yield Check("ok", f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            yield Check("problem", f"{package} is missing", "install again: pip install . in the project's folder")


def _settings() -> Iterator[Check]:
    from classroom.config import find_config, user_config_path

    path = find_config(click.get_current_context().obj)
    shown = f"settings: {path}" if path else f"settings: shipped defaults; your own would be {user_config_path()}"
    yield Check("ok", shown)


def _models(settings: "Settings") -> Iterator[Check]:
    from classroom.vision.emotions import load_classifier

    if settings.faces.detector == "network":
        from classroom.vision.face_network import load_face_network

        try:
            yield Check("ok", f"face model: {load_face_network(settings.faces).version}")
        except ModelError as error:
            yield Check("problem", f"face model: {error}", "install again, or correct faces.model in the settings")
    try:
        yield Check("ok", f"emotion model: {load_classifier(settings.emotions).version}")
    except ModelError as error:
        yield Check("problem", f"emotion model: {error}", "install again, or correct emotions.model in the settings")


def _database(settings: "Settings") -> Iterator[Check]:
    from classroom.config import data_folder
    from classroom.storage import maintenance

    try:
        report = maintenance.check(settings.storage, data_folder())
    except ClassroomError as error:
        yield Check("problem", f"database: {error}", None)
        return
    yield Check("ok", ", ".join(report.lines()))
    for problem in report.problems:
        yield Check("problem", f"database: {problem}", "restore a backup: classroom db restore FILE")


def _display() -> Iterator[Check]:
    from classroom.cli.wiring import now
    from classroom.vision.selftest import check_screen
    from classroom.vision.sources import open_screen

    findings = check_screen(os.environ, sys.platform)
    for finding in findings:
        yield Check("ok" if finding.ok else "note", f"display: {finding.what}", finding.advice)
    if not all(finding.ok for finding in findings):
        return
    try:
        source = open_screen(monitor=1, region=None, clock=now)
    except CaptureError as error:
        yield Check("note", f"display: {error}", "recordings and pictures can be analysed without a display")
        return
    source.close()
    yield Check("ok", f"display: {source.description} can be grabbed")
