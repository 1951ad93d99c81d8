"""The self-test before a class: is there a picture, does it move, is a gallery on it?"""

import os
import sys
import time
from collections.abc import Callable

import click

from classroom.config import CaptureSettings
from classroom.counting import Count
from classroom.domain import FrameSource, FrameStatus
from classroom.errors import CaptureError
from classroom.vision.pipeline import GalleryPipeline
from classroom.vision.selftest import Finding, check_frame, check_screen

_PAUSE_S = 0.4  # between the two grabs that show whether the picture moves
_NO_GALLERY = "no gallery on the picture yet: switch the call to gallery view; recording starts anyway"


def run_self_test(
    source: FrameSource,
    capture: CaptureSettings,
    pipeline: GalleryPipeline,
    *,
    is_screen: bool,
    is_window: bool = False,
    warn: Callable[[str], None],
) -> None:
    """Grab twice, look at what is there and say it on standard error; a warning never stops the class.

    Args:
        is_screen: it is a monitor, a part of one or a window.
        is_window: it is a window.
        warn: told each warning too.

    Raises:
        CaptureError: there is no picture at all.
    """
    first = source.grab()
    time.sleep(_PAUSE_S)
    second = source.grab()
    if first is None or second is None:
        raise CaptureError(f"{source.description} gives no picture: choose another source")
    click.echo(f"Self-test: {source.description}", err=True)
    if is_screen:
        for finding in check_screen(os.environ, sys.platform):
            if not finding.ok:
                _tell(finding, warn)
    nominal_size = getattr(source, "nominal_size", None)
    for finding in check_frame(first, second, capture.black_below, nominal_size=nominal_size, is_window=is_window):
        _tell(finding, warn)
    analysis = pipeline.analyze(second)
    faces = sum(tile.face is not None for tile in analysis.tiles)
    if analysis.status is FrameStatus.GALLERY:
        seen = f"{Count(len(analysis.tiles)):tile|tiles}, {Count(faces):face|faces}"
        click.echo(f"    {seen}, {analysis.timings_ms['total']:.0f} ms", err=True)
    else:
        click.echo(f"  ! {_NO_GALLERY}", err=True)
        warn(_NO_GALLERY)


def _tell(finding: Finding, warn: Callable[[str], None]) -> None:
    advice = f": {finding.advice}" if finding.advice else ""
    click.echo(f"  {' ' if finding.ok else '!'} {finding.what}{advice}", err=True)
    if not finding.ok:
        warn(f"{finding.what}{advice}")
