"""The sentences of the page "Try it", and of the address behind it."""

from classroom.domain import EMOTIONS, FrameStatus, ParticipantState
from dashboard.inspecting import InspectMode, Unread
from dashboard.texts import EMOTIONS as EMOTION_WORDS

TITLE = "Try it"
LEAD = "Give it a picture or your camera, and see which faces are found and what is read of them."
NOT_STORED = "Nothing is stored"
NOT_STORED_HINT = (
    "The picture stays in this browser and in the memory of the dashboard until it is answered. It is written to no "
    "file, no database and no log."
)
LAW = (
    "A network says which expression a face resembles. It cannot know what somebody feels, and it is often wrong. Use "
    "pictures of people who agree to it; in the European Union expressions of students must not be read."
)
EMOTIONS_OFF = (
    "The reading of expressions is switched off, so the classifier does not run: you see which faces are found, how "
    "large they are and where they look."
)

STAGE_TITLE = "Picture"
MODE_LABEL = "The picture is"
MODES: dict[InspectMode, tuple[str, str]] = {
    InspectMode.GALLERY: ("A call's gallery", "A screenshot of a video call: participants with their names"),
    InspectMode.FACES: ("Any picture", "A photo: every face on it, without names"),
}
CHOOSE = "Choose a picture"
CHOOSE_OTHER = "Another picture"
CAMERA_START = "Use the camera"
CAMERA_STOP = "Stop the camera"
EMPTY_TITLE = "Drop a picture here"
EMPTY = "or paste one with Ctrl+V. JPEG, PNG or WebP; a screenshot of your call is a good start."
RESULTS_TITLE = "What was read"
RESULTS_EMPTY = "Each face that is found is listed here, with the seven expressions."
FACES_LABEL = "Faces found"

CANNOT_TITLE = "Not on this dashboard"
CANNOT_LEAD = (
    "This dashboard runs without the models that look at pictures. On the teacher's computer, try a picture with:"
)
COMMAND = "classroom inspect FILE"

# ---------------------------------------------------------------- answers of the address
CANNOT = "this dashboard cannot look at pictures: use 'classroom inspect FILE' on the teacher's computer"
OTHER_KIND = "this file is no PNG, JPEG or WebP picture: choose one, or save yours as one of these"
TOO_MANY_BYTES = "the picture has more than {megabytes} MB: save it smaller, or as JPEG"
UNKNOWN_MODE = "mode is unknown: use one of {modes}"

# ---------------------------------------------------------------- what the script writes
STATES: dict[ParticipantState, str] = {
    ParticipantState.VISIBLE: "Visible",
    ParticipantState.NO_FACE: "Camera on, no face",
    ParticipantState.CAMERA_OFF: "Camera off",
    ParticipantState.FROZEN: "Video stands still",
    ParticipantState.TOO_SMALL: "Too small to be read",
    ParticipantState.OFF_PAGE: "Not on this page",
    ParticipantState.LEFT: "Left",
}
UNREAD: dict[Unread, tuple[str, str]] = {
    Unread.TOO_SMALL: ("Too small", "Not read: {height} pixels high, which is too small."),
    Unread.UNSURE: ("Unsure", "Not read: it may be no face."),
    Unread.BLURRED: ("Blurred", "Not read: too blurred."),
    Unread.NOT_ALLOWED: ("No consent", "Not read: this person's consent is not known."),
    Unread.FAILED: ("Not read", "Not read: the model failed on it."),
}
SCRIPT: dict[str, object] = {
    "emotions": [EMOTION_WORDS[emotion] for emotion in EMOTIONS],
    "states": {state.value: word for state, word in STATES.items()},
    "unread": {why.value: {"word": word, "sentence": sentence} for why, (word, sentence) in UNREAD.items()},
    "screens": {
        FrameStatus.BLACK.value: "The picture is black.",
        FrameStatus.FROZEN.value: "The picture stands still.",
    },
    "choose": CHOOSE,
    "chooseOther": CHOOSE_OTHER,
    "cameraStart": CAMERA_START,
    "cameraStop": CAMERA_STOP,
    "face": "Face {number}",
    "noName": "No readable name",
    "found": "Face found",
    "share": "{word} {percent} %",
    "table": "Expressions of {who}",
    "expression": "Expression",
    "probability": "Probability",
    "height": "Face {height} pixels high, found with {score} % certainty.",
    "front": "Looks straight ahead.",
    "turned": "Looks {parts}.",
    "left": "{angle}° to the picture's left",
    "right": "{angle}° to the picture's right",
    "up": "{angle}° up",
    "down": "{angle}° down",
    "and": " and ",
    "eyesOpen": "Eyes open.",
    "eyesClosed": "Eyes closed.",
    "extraOne": "One more person in the tile, not read.",
    "extraMany": "{count} more people in the tile, not read.",
    "working": "Looking at the picture…",
    "firstTime": "Loading the models, this once…",
    "none": "No face was found.",
    "one": "One face found, ",
    "many": "{count} faces found, ",
    "readAll": "all read.",
    "readOne": "read.",
    "readSome": "{read} of them read.",
    "readNone": "none read.",
    "located": "expressions are off.",
    "tilesOne": "One participant on the gallery. ",
    "tilesMany": "{count} participants on the gallery. ",
    "noGallery": "No gallery was found, so every face is shown. ",
    "took": "Took {seconds} s.",
    "pictureAlt": "Your picture",
    "overlay": "What was found, drawn on the picture. {summary}",
    "cameraOn": "The camera is on.",
    "cameraOff": "The camera is off.",
    "rate": "{rate} pictures a second · {ms} ms each",
    "noPicture": "This file is no PNG, JPEG or WebP picture: choose one, or save yours as one of these.",
    "cannotShow": "The browser cannot show this picture: save it again as PNG or JPEG.",
    "tooLarge": "The picture is too large to be looked at: save it smaller, or as JPEG.",
    "busy": "The dashboard is looking at other pictures. Try again in a moment.",
    "silent": "The dashboard does not answer. Is it still running?",
    "forged": "This page has expired: reload it and try again.",
    "unexpected": "The picture could not be looked at; the dashboard's log says why.",
    "cameraNotAllowed": "The browser may not use the camera: allow it beside the address, then try again.",
    "cameraMissing": "No camera was found: connect one, then try again.",
    "cameraTaken": "The camera is in use by another program: close it there, then try again.",
    "cameraUnsafe": "Browsers give the camera only to pages at this computer or with HTTPS.",
    "cameraBroke": "The camera has stopped: start it again.",
}

NAME_HIDDEN = "name hidden"  # read, but the reader hides names
