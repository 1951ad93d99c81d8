"""Gallery screens drawn with their truth: for the demo, the tests and training."""

from classroom.synthetic.chrome import draw_slide
from classroom.synthetic.gallery import draw_gallery
from classroom.synthetic.kinds import (
    Absence,
    Backdrop,
    Badge,
    Bars,
    CameraOff,
    Cover,
    LabelPlace,
    LabelStyle,
    MutePlace,
    Panel,
    Shared,
    SpeakerBorder,
    StripSide,
)
from classroom.synthetic.portrait_folder import PortraitFolder
from classroom.synthetic.portraits import Portrait, load_portraits
from classroom.synthetic.sampler import sample_drawing, sample_scene
from classroom.synthetic.scene import (
    MEET_LIGHT,
    TEAMS_DARK,
    ZOOM_DARK,
    ZOOM_TIGHT,
    Camera,
    Companion,
    Drawing,
    GalleryStyle,
    Look,
    Person,
    Pose,
    Poster,
    Scene,
    SceneTile,
    TruthTile,
)
from classroom.synthetic.styles import Platform
from classroom.synthetic.truth_files import write_drawing

__all__ = [
    "MEET_LIGHT",
    "TEAMS_DARK",
    "ZOOM_DARK",
    "ZOOM_TIGHT",
    "Absence",
    "Backdrop",
    "Badge",
    "Bars",
    "Camera",
    "CameraOff",
    "Companion",
    "Cover",
    "Drawing",
    "GalleryStyle",
    "LabelPlace",
    "LabelStyle",
    "Look",
    "MutePlace",
    "Panel",
    "Person",
    "Platform",
    "Portrait",
    "PortraitFolder",
    "Pose",
    "Poster",
    "Scene",
    "SceneTile",
    "Shared",
    "SpeakerBorder",
    "StripSide",
    "TruthTile",
    "draw_gallery",
    "draw_slide",
    "load_portraits",
    "sample_drawing",
    "sample_scene",
    "write_drawing",
]
