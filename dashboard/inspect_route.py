"""`POST /try/inspect`: a picture in, what was seen on it out, as JSON; the picture stays in memory."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from classroom.domain import Box
from classroom.errors import (
    AnalysisError,
    BusyError,
    CaptureError,
    ClassroomError,
    ModelError,
    NoPictureError,
    PictureSizeError,
)
from dashboard import formats
from dashboard.auth import asking_user
from dashboard.inspecting import InspectedFace, InspectedTile, Inspection, InspectMode, Inspector
from dashboard.names import are_hidden
from dashboard.security import MAX_BODY
from dashboard.texts import try_it as texts

PATH = "/try/inspect"
KINDS = ("image/jpeg", "image/png", "image/webp")
# The first that fits; all else the inspector raises is the dashboard's own fault.
STATUSES: tuple[tuple[type[ClassroomError], int], ...] = (
    (BusyError, 503),
    (NoPictureError, 415),
    (PictureSizeError, 413),
    (CaptureError, 422),
    (AnalysisError, 422),
    (ModelError, 500),
)


def install(server: Flask, inspector: Inspector | None) -> None:
    """Add the route; without an inspector it answers 501. The guard has asked for login and CSRF header before."""

    @server.post(PATH)
    def inspect() -> Response:
        if inspector is None:
            return _refuse(501, texts.CANNOT)
        mode = request.args.get("mode", InspectMode.GALLERY.value)
        if mode not in set(InspectMode):
            return _refuse(400, texts.UNKNOWN_MODE.format(modes=", ".join(InspectMode)))
        try:
            seen = inspector.inspect(_read_body(), InspectMode(mode), asking_user().name)
            return jsonify(inspection_json(seen))
        except RequestEntityTooLarge:
            return _refuse(413, texts.TOO_MANY_BYTES.format(megabytes=MAX_BODY // 1024**2))
        except tuple(kind for kind, _ in STATUSES) as error:
            return _refuse(next(status for kind, status in STATUSES if isinstance(error, kind)), str(error))


def _read_body() -> bytes:
    """The bytes of the picture, never through a temporary file, as a form's would go.

    Raises:
        NoPictureError: they are said to be something else.
        RequestEntityTooLarge: more than `MAX_BODY`.
    """
    if request.mimetype not in KINDS:
        raise NoPictureError(texts.OTHER_KIND)
    return request.get_data(cache=False)


def _refuse(status: int, reason: str) -> Response:
    response = jsonify(error=" ".join(reason.split()))
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = "1"
    return response


def inspection_json(inspection: Inspection) -> Mapping[str, Any]:
    """What the page's script is given (docs/dashboard.md); px, degrees, ms."""
    return {
        "mode": inspection.mode,
        "width": inspection.width,
        "height": inspection.height,
        "status": inspection.status,
        "tiles": [_tile_json(tile) for tile in inspection.tiles],
        "faces": [_face_json(face) for face in inspection.faces],
        "timings_ms": {stage: round(ms, 1) for stage, ms in inspection.timings_ms.items()},
    }


def _tile_json(tile: InspectedTile) -> Mapping[str, Any]:
    return {
        "box": _box_json(tile.box),
        "state": tile.state,
        "name": None if tile.name is None else texts.NAME_HIDDEN if are_hidden() else formats.plain(tile.name),
        "face": tile.face,
        "extra_faces": tile.extra_faces,
    }


def _face_json(face: InspectedFace) -> Mapping[str, Any]:
    pose, quality = face.head_pose, face.quality
    return {
        "box": _box_json(face.box),
        "score": round(face.score, 3),
        "probabilities": None if face.probabilities is None else [round(value, 4) for value in face.probabilities],
        "head_pose": None if pose is None else [round(angle, 1) for angle in (pose.yaw, pose.pitch, pose.roll)],
        "eyes_closed": None if face.eyes_closed is None else round(face.eyes_closed, 3),
        "height_px": None if quality is None else quality.height_px,
        "sharpness": None if quality is None else round(quality.sharpness, 1),
        "unread": face.unread,
    }


def _box_json(box: Box) -> list[int]:
    return [box.left, box.top, box.width, box.height]
