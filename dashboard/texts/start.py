"""The sentences of the page "Start class"."""

from classroom.control import Phase
from classroom.domain import FrameStatus
from classroom.privacy.law import class_notice
from dashboard.launching import TargetKind

TITLE = "Start class"
LEAD = "Choose what to record and tell your class. Recording goes on by itself, even when you close this page."

# ---------------------------------------------------------------- what to grab
TARGETS_TITLE = "What to record"
TARGETS_LEAD = "The grid as it was found just now, as outlines. No picture is kept."
LOOK = "Look again"
LOOKING = "Looking at your screens and windows…"
LOOKED = "Looked at {time}"
NO_TARGETS = "Nothing was found that could be recorded."
TARGETS_LABEL = "What to record"
KINDS = {
    TargetKind.WINDOW: "Window",
    TargetKind.MONITOR: "Screen {number}",
    TargetKind.REGION: "The grid on screen {number}",
    TargetKind.WEBCAM: "Camera",
}
KIND_HINTS = {
    TargetKind.WINDOW: "followed when it moves",
    TargetKind.MONITOR: "the whole screen",
    TargetKind.REGION: "only this part of the screen",
    TargetKind.WEBCAM: "for a class in the room; looked at once recording starts",
}
NO_TITLE = "without a title"
TITLE_HIDDEN = "title hidden"
TILES_ONE, TILES_MANY = "1 tile", "{count} tiles"
FACES_ONE, FACES_MANY = "1 face", "{count} faces"
NO_GRID = "no gallery seen"
COVERED = "{share} covered"
CAMERA_NUMBER = "Number of the camera"

# ---------------------------------------------------------------- the class
CLASS_TITLE = "Your class"
CLASS_LEAD = "Sessions of the same course can be compared."
COURSE = "Course"
COURSE_EXAMPLE = "Physics 101"
INTERVAL = "Seconds between two looks"
INTERVAL_HINT = "0.5 to 60: fewer seconds give more readings and keep the computer busier"
CONSENT_TITLE = "Tell your class"
CONSENT = "My class knows about this, and I have the consent that I need."
CONSENT_LEAD = "A notice for the chat:"
NOTICE = class_notice(reads_expressions=True, retention_days=30)  # where the server knows no better
COPY, COPIED = "Copy the notice", "Copied"
LAW = "Inferring emotions in education is prohibited in the EU."
LAW_LINK = "Privacy and law"
START = "Start recording"
NEEDS_CONSENT = "Tell your class first, then tick that it knows: the notice for the chat is above."
NEEDS_TARGET = "Choose what to record: a window, a screen or a camera."
NEEDS_COURSE = "Give the name of the course."

# ---------------------------------------------------------------- a running class
PHASES = {
    Phase.STARTING: "Starting",
    Phase.RECORDING: "Recording",
    Phase.PAUSED: "Paused",
    Phase.STOPPING: "Stopping",
    Phase.ENDED: "Ended",
    Phase.FAILED: "Failed",
}
PHASE_LEADS = {
    Phase.STARTING: "The models are loaded and the picture is tested; this takes some seconds.",
    Phase.RECORDING: "You can close this page; the recording goes on.",
    Phase.PAUSED: "Nothing is looked at or recorded: the session shows a gap.",
    Phase.STOPPING: "The last picture is being finished.",
    Phase.ENDED: "The class has ended and is kept.",
    Phase.FAILED: "The recording has failed.",
}
NEVER_BEGAN = "Nothing was recorded."
STATUSES = {
    FrameStatus.GALLERY: "gallery seen",
    FrameStatus.NO_GALLERY: "no gallery on the picture",
    FrameStatus.BLACK: "the picture is black",
    FrameStatus.FROZEN: "the picture stands still",
}
RUNNING_TITLE = "Recording on this computer"
SOURCE = "{source}, every {interval}"
FIGURE_TILES = "Tiles"
FIGURE_FACES = "Faces"
FIGURE_ENGAGEMENT = "Class engagement"
FIGURE_LOOKS = "Looks"
FIGURE_LAST = "Last look"
FIGURE_NOTES = {
    "tiles": "on the last picture",
    "faces": "large enough to be found",
    "engagement": "of 100, now",
    "looks": "since {time}",
}
NOTES_TITLE = "What happened"
PAUSE = "Pause"
RESUME = "Go on"
STOP = "Stop"
STOP_TITLE = "Stop recording?"
STOP_TEXT = "The class ends and is kept. It cannot be continued afterwards; to interrupt it for a while, pause it."
STOP_YES = "Stop recording"
STOP_NO = "Go on recording"
OPEN_LIVE = "Open the live page"
OPEN_SESSION = "Open the session"
CONTROLS_LABEL = "Control the recording"
OF_ANOTHER_TITLE = "This computer is recording"
OF_ANOTHER = "A class of another account is being recorded on this computer. A new one can start when it has ended."

# ---------------------------------------------------------------- without a launcher
CANNOT_TITLE = "Start on the teacher's computer"
CANNOT = "This dashboard does not run on the computer whose screen is to be recorded. There, in a terminal:"
COMMAND = 'classroom start --course "Physics 101" --pick'
CANNOT_MORE = "It lists screens and windows with the grids found on them, and records the one you choose."
