"""What the page of a session says about the lesson: figures, moments, events, the note."""

LABEL_LENGTH = 26  # letters of a marker's text on the timeline


def excluded_words(text: str) -> str:
    """`Break (not counted)`, or `not counted`."""
    return f"{text} ({EXCLUDED})" if text else EXCLUDED


EXCLUDED = "not counted"
GAP_HIDDEN = "no gallery seen"
GAP_NOT_RECORDED = "not recorded"
LEGEND_EXCLUDED = "excluded by you: not counted"

HOVER_ENGAGEMENT = "<b>{score}</b> of 100 engagement"
HOVER_TOO_LITTLE = "too little was read to say"
HOVER_READ = "{share} of the time read"
HOVER_SEEN = "{visible} of {in_call} in the call seen"
HOVER_PARTLY_EXCLUDED = "a part of it is not counted"

HEAT_NOTHING = "Nothing was read of anyone"

# ---------------------------------------------------------------- figures as tables
NOT_DRAWN_YET = "Not drawn yet when this was printed: open the printable report (Export) for all of it."
SHOW_TABLE = "Show as table"
HIDE_TABLE = "Hide table"
TIME = "Time"
TIMELINE_HEAD = (TIME, "Engagement", "Read", "Seen", "In call", "In the lesson")
PRESENCE_HEAD = (TIME, "In the call", "With a visible face", "Gallery seen")
SECONDS = "{seconds} s"

# ---------------------------------------------------------------- students over time
HEAT_TITLE = "Students over time"
HEAT_LEAD = "Each line is a student. Brighter is more engaged; grey is where too little was read to say."
HEAT_SORT = "Sort students by"
HEAT_SORTS = (("name", "Name"), ("engagement", "Engagement"), ("flags", "Worth a look"))
HEAT_WORDS = "Engagement of {students:student|students} over time. The table holds the same numbers."

# ---------------------------------------------------------------- one moment
MOMENT_LABEL = "Who was how at"
MOMENT_HINT = "Select a time in a figure, or type one."
MOMENT_BACK = "One minute earlier"
MOMENT_FORWARD = "One minute later"
MOMENT_CLOSE = "Close"
MOMENT_TITLE = "At {time}"
MOMENT_WORDS = "{visible} of {in_call} in the call could be seen."
MOMENT_HIDDEN = "No gallery was on the screen: nobody could be seen."
MOMENT_EXCLUDED = "You have excluded this part: what was seen in it does not count."
MOMENT_BEFORE = "Nothing was recorded yet at {time}."
MOMENT_NOT_IN_CALL = "not in the call"
MOMENT_UNKNOWN = "not seen"
MOMENT_READ = "{expression} {share}"
MOMENT_COLUMNS = ("Student", "Seen", "Engagement")
NO_TIME = "this is not a time: write it as 10:05"

# ---------------------------------------------------------------- in the lesson
EVENTS_TITLE = "In the lesson"
EVENTS_LEAD = "Moments you marked, parts you left out, and times in which many fell together."
EVENTS_NONE = "Nothing is marked yet."
EVENT_DIP = "{fell} of {visible} fell together"
EVENT_SHOW = "Show who was how at {time}"
EVENT_MARKER = "Marked moment {number}"
EVENT_EXCLUDED_KIND = "Left out"
EVENT_DIP_KIND = "Class dip"
EVENT_GONE = "this is no longer in the lesson: reload the page"
RENAME = "Rename"
RENAME_LABEL = "Rename {what} at {time}"
DELETE = "Delete"
DELETE_LABEL = "Delete {what} at {time}"
INCLUDE = "Count again"
INCLUDE_LABEL = "Count {what} from {time} again"
SAVE = "Save"
CANCEL = "Cancel"
TEXT_LABEL = "What it is called"
ADD_MARKER = "Mark a moment"
ADD_MARKER_AT = "At"
ADD_MARKER_TEXT = "What happens"
ADD_MARKER_EXAMPLE = "Exercise starts"
ADD_MARKER_BUTTON = "Mark"
ADD_PART = "Leave a part out"
ADD_PART_FROM = "From"
ADD_PART_UNTIL = "Until"
ADD_PART_TEXT = "Why (optional)"
ADD_PART_EXAMPLE = "Break"
ADD_PART_BUTTON = "Leave out"
ADD_PART_NOTE = "As if it had not been recorded: it counts in no figure. You can take this back at any time."
EXCLUDE_SHOWN = "Leave out what is shown"
EXCLUDE_SHOWN_HINT = "Zoom into the figure first: drag over the part"
ZOOM_FIRST = "zoom into the timeline first: drag over the part that is to be left out"
DONE_MARKED = "Marked {time}: {text}"
DONE_UNMARKED = "Marker at {time} deleted"
DONE_RENAMED = "Renamed at {time}"
DONE_EXCLUDED = "{span} does not count any more"
DONE_INCLUDED = "{span} counts again"

# ---------------------------------------------------------------- the note
NOTE_TITLE = "Note"
NOTE_LEAD = "For yourself and your colleagues who see this class; saved when you leave the box."
NOTE_LABEL = "Your note on this class"
NOTE_EXAMPLE = "What to do differently next time"
NOTE_SAVED = "Saved"
NOTE_WRITTEN = "Last written {when} by {who}"
NOTE_CONFLICT = "The note was changed meanwhile by {who}, {when}. Nothing is lost; choose what to keep."
NOTE_THEIRS = "Their version"
NOTE_KEEP_MINE = "Keep mine"
NOTE_KEEP_THEIRS = "Keep theirs"
NOTE_KEEP_BOTH = "Keep both"

NAMES_HIDDEN = "this text holds a name, and names are hidden: show them (the switch in the header) to change it"
NOTE_NAMES_HIDDEN = "Names are hidden in this note: show them (the switch in the header) to change it."
