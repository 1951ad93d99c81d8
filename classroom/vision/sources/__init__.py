"""Where frames come from: screen, window, video file, folder of pictures, webcam; all are a `FrameSource`."""

from classroom.vision.sources.folder import FolderSource, open_folder
from classroom.vision.sources.screen import ScreenSource, open_screen
from classroom.vision.sources.video import VideoSource, open_video
from classroom.vision.sources.webcam import WebcamSource, open_webcam
from classroom.vision.sources.window import WindowSource, open_window

__all__ = [
    "FolderSource",
    "ScreenSource",
    "VideoSource",
    "WebcamSource",
    "WindowSource",
    "open_folder",
    "open_screen",
    "open_video",
    "open_webcam",
    "open_window",
]
