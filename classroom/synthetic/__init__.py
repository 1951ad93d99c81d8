"""Gallery screens drawn with their truth: for the demo, the tests and training."""

from classroom.synthetic.chrome import draw_slide
from classroom.synthetic.gallery import draw_gallery
from classroom.synthetic.portraits import Portrait, load_portraits
from classroom.synthetic.scene import (
    MEET_LIGHT,
    TEAMS_DARK,
    ZOOM_DARK,
    ZOOM_TIGHT,
    Absence,
    Backdrop,
    CameraOff,
    Drawing,
    GalleryStyle,
    LabelStyle,
    Look,
    Person,
    Pose,
    Scene,
    SceneTile,
    TruthTile,
)

__all__ = [
    "MEET_LIGHT",
    "TEAMS_DARK",
    "ZOOM_DARK",
    "ZOOM_TIGHT",
    "Absence",
    "Backdrop",
    "CameraOff",
    "Drawing",
    "GalleryStyle",
    "LabelStyle",
    "Look",
    "Person",
    "Portrait",
    "Pose",
    "Scene",
    "SceneTile",
    "TruthTile",
    "draw_gallery",
    "draw_slide",
    "load_portraits",
]
