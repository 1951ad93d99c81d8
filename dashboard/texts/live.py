"""The sentences of the live page; most are put in their places by `assets/live.js`."""

from classroom.control import Phase
from classroom.domain import FrameStatus, ParticipantState

TITLE = "Live"
NONE_TITLE = "No class runs now"
NONE = "Start one, or continue with a class that has ended."
NONE_START = "Start class"
BACK = "All sessions"
REVIEW = "Open the review"
OPEN_LIVE = "Open the live page"
LIVE_NOW = "Live now"
LIVE_NOW_LEAD = "{course}, since {time}"
LEAD = "Since {time} · {source} · every {interval}"
BADGES: dict[Phase | None, tuple[str, str]] = {
    Phase.PAUSED: ("Paused", "Nothing is looked at until the class is resumed."),
    Phase.STOPPING: ("Stopping", "The last pictures are written, then the class has ended."),
}
ANALYSED = "Being analysed"
ANALYSED_HINT = "A recording is being worked through; its times are those of the recording."

# ---------------------------------------------------------------- what stands in the way
NOTICES = {
    FrameStatus.NO_GALLERY: "The gallery is not on the screen since {time}.",
    FrameStatus.BLACK: "The picture is black since {time}: is the screen locked, or the window put away?",
    FrameStatus.FROZEN: "The picture stands still since {time}.",
}
NOTICE_WAITING = "The first picture is on its way."
NOTICE_SILENT = "No picture has come since {time}. Is the recording still running?"
NOTICE_PAUSED = "Paused since {time}: nothing is looked at, the class shows a gap."
NOTICE_EXCLUDED = "This part does not count, until {time}."
NOTICE_EXCLUDED_TEXT = "This part does not count, until {time}: {text}."
NOTICE_SEEN = "The seats are those of the last gallery."
EXPRESSIONS_ENDED = "Expressions are no longer read since {time}: presence and facing remain."
EXPRESSIONS_NEXT = (
    "Expressions were switched off at {time}. This class keeps what held when it began: they are read to its end, and "
    "no longer from the next class on."
)
PANEL_ENDED = ("The class has ended", "It is kept. The review shows the whole lesson.")
PANEL_INTERRUPTED = (
    "The recording was interrupted",
    "Everything before is kept. When the recording goes on, so does this page.",
)
PANEL_ANALYSED = (
    "This recording is being analysed",
    "It is no class of now, so there is nothing live to show. Its session grows meanwhile.",
)

# ---------------------------------------------------------------- figures
KEY_ENGAGEMENT = "Class engagement now"
KEY_PRESENCE = "Presence and facing now"
KEY_ENGAGEMENT_NOTE = "of 100, last {seconds} · {profile}"
KEY_ENGAGEMENT_LITTLE = "too little is read to say"
KEY_ENGAGEMENT_ENDED = "expressions are no longer read"
KEY_NOT_LOOKED = "nothing is looked at now"
KEY_VISIBLE = "Visible"
KEY_VISIBLE_VALUE = "{visible} of {in_call}"
KEY_VISIBLE_NOTE = "in the call have a face to see"
KEY_VISIBLE_HIDDEN = "{in_call} were in the call"
KEY_COVERAGE = "Coverage"
KEY_COVERAGE_NOTE = "of the last 10 minutes was read"
KEY_LAST = "Last look"
KEY_LAST_NOTE = "every {interval}"
LINE_TITLE = "The last 10 minutes"
LINE_LEAD = "Class engagement, by {bin}. It breaks where too little was read to say; grey: no gallery."
LINE_WORDS = "Class engagement in the last 10 minutes: between {low} and {high}, last {last} of 100."
LINE_BEGUN = "just begun: {value}"
LINE_BEGUN_WORDS = "The line has just begun: {value} of 100 so far."
LINE_NOTHING = "Nothing to draw yet: the first {bin} are not over, or too little was read."
LINE_DIP = "{fell} of {visible} visible students fell together at {time}."

# ---------------------------------------------------------------- worth a look
LOOK_TITLE = "Worth a look"
LOOK_LEAD = "Hints, never judgements. At most three at a time."
LOOK_NONE = "Nothing stands out. Enjoy your lesson."
LOOK_SINCE = "since {time}"
LOOK_MORE = "and {count} more in the review"
LOOK_EARLIER = "{count} from earlier in the review"

# ---------------------------------------------------------------- marks
MARK_TITLE = "Mark a moment"
MARK_LEAD = "It shows in the line and in the review."
MARK_LABEL = "What happens now"
MARK_EXAMPLE = "a few words, if you like"
MARK = "Mark"
MARK_KEY = "m"
MARK_KEY_SWITCH = "The key M marks, too"
MARK_DEFAULT = "Unnamed moment"
MARK_QUICK = ("Exercise starts", "Question asked", "New topic", "Group work", "Break")
MARK_QUICK_LABEL = "Mark at once as"
MARK_DONE = "Marked: {text}"
MARK_UNDO = "Take back"
MARK_UNDO_LABEL = "Take back the last mark"
MARK_UNDONE = "Mark taken back: {text}"
MARK_TOO_LATE = "moments are marked here while the class runs: mark others in the review"
MARK_NO_TEXT = "a mark is a line of text"
MARK_GONE = "there is no mark to take back: reload the page to see how things are now"

# ---------------------------------------------------------------- seats
SEATS_TITLE = "Seats"
SEATS_LEAD = "As in the gallery. An expression is what a face shows, not what a person feels."
SEATS_OLD = "As last seen, at {time}. An expression is what a face shows, not what a person feels."
SEATS_NONE = "Seats show as soon as a gallery is seen."
OTHERS_TITLE = "In the call, not on the page shown"
STATES = {
    ParticipantState.VISIBLE: "Visible",
    ParticipantState.NO_FACE: "No face",
    ParticipantState.CAMERA_OFF: "Camera off",
    ParticipantState.FROZEN: "Picture stands",
    ParticipantState.TOO_SMALL: "Too small",
    ParticipantState.OFF_PAGE: "Not on the page",
    ParticipantState.LEFT: "Has left",
}
STATE_UNSEEN = "Not seen now"
TREND_LABEL = "Last 10 minutes: {low} to {high}, last {last} of 100"

# ---------------------------------------------------------------- control
NOT_THIS_CLASS = "this class is not recorded on this computer: stop it where it runs"
