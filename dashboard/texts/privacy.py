"""The sentences of the privacy settings and of the switch for names."""

from classroom.privacy.consents import Treatment
from classroom.privacy.policies import Place

HIDE_NAMES = "Hide names"
SHOW_NAMES = "Show names"
HIDE_NAMES_HINT = 'Show "Student 7F3K" in place of names, on every page and in every file'
SHOW_NAMES_HINT = "Show the names again"

KEY_PRESENCE = "Presence and facing"
ENDED_IN_CLASS = "Expressions are no longer read since {time}: they were switched off, or could not be read any more."
KEY_PRESENCE_NOTE = "of 100, mean; expressions were not read"

OUT_OF_DATE = "this page is out of date: reload it"
UNAVAILABLE = "This dashboard was started without privacy settings."
NAMES_HIDDEN = "Names are hidden. Show them again (below, or in the header) to see and change the register."
BACK = "Back to the privacy settings"

# ---------------------------------------------------------------- expressions
POLICY_TITLE = "Are expressions read?"
POLICY_LEAD = (
    "Without expressions, presence and facing remain: who was there, who could be seen, who faced the screen. "
    "A class that is being recorded keeps what held when it began; one that is sent to a school's server stops reading "
    "expressions within half a minute of a switch to off."
)
GENERAL = "In general"
GENERAL_CHOICE = "Every course without an answer of its own"
COURSE = "Course"
COURSE_PICK = "Choose a course"
COURSE_NEW = "Another course"
COURSE_ADD = "Add"
ON, OFF, AS_GENERAL = "On", "Off", "As in general"
SET_BY_SETTINGS = 'The settings file says "{value}" (policy.emotions), which counts before the answer given here.'
NOT_ANSWERED = "Nobody has answered yet. Until then the first start at a terminal asks; elsewhere expressions are read."
DECIDED = "{value}, since {day}, by {who}"
PLACES: dict[Place, str] = {
    Place.EU: "the class is in the European Union",
    Place.ELSEWHERE: "the class is nowhere in the European Union",
    Place.UNSURE: "not sure where",
    Place.NOT_ASKED: "switched by hand",
}
ANSWER = "Answer"
SWITCH_LABEL = "Read expressions: {what}"
COURSE_FIRST = "choose a course first"
NEEDS_ANSWER = "Say where the class takes place: it decides whether expressions may be read."
ANSWER_FIRST = "choose an answer first"
SAVED_ON = "Expressions are read: {what}."
SAVED_OFF = "Expressions are not read: {what}."
SAVED_OFF_RUNNING = (
    "Expressions are not read: {what}. A class that is being recorded on this computer is read to its end, and the "
    "next one no longer; one that is sent to a server stops within half a minute."
)
SAVED_GENERAL = "{what} follows the general answer."
OWN_ANSWERS = "Courses with an answer of their own"
NO_OWN_ANSWERS = "No course has an answer of its own."

# ---------------------------------------------------------------- consent
CONSENT_TITLE = "Consent"
CONSENT_LEAD = (
    "Who said no is left out before anything of the face is read. A class that is being recorded follows within "
    "a minute."
)
CONSENT_RULES = "Said no: {without}. Not known: {unknown}. Both are settings (policy.without_consent, unknown_names)."
TREATMENTS: dict[Treatment, str] = {
    Treatment.READ: "is read like everybody",
    Treatment.STATE_ONLY: "presence alone is noted",
    Treatment.DROP: "is not recorded at all",
}
CONSENT_NONE = "No students of this course are known. Import the course's list, or add a name below."
CONSENT_NO_COURSE = "Choose a course to see its students."
CONSENT_SEARCH = "Find a student"
CONSENT_MORE = "{shown} of {all} students; search to see the others."
CONSENT_COUNTS = "{yes} yes, {no} no, {unknown} unknown"
CONSENT_OF = "Consent of {name}"
YES, NO, UNKNOWN = "Yes", "No", "Unknown"
CONSENT_SINCE = "{day}, by {who}"
CONSENT_NAME = "Name of a student"
CONSENT_ADD = "Write down"
CONSENT_SAVED = "{name}: {decision}."
IMPORT = "Import a list"
IMPORT_HINT = 'CSV with names and a column "Consent": yes, no, or empty'
IMPORTED = "The list brought {added} new, {changed} changed and {unchanged} unchanged decisions."
COLUMN_NAME, COLUMN_CONSENT, COLUMN_SINCE = "Student", "Consent", "Since"

# ---------------------------------------------------------------- names
NAMES_TITLE = "Names"
NAMES_LEAD = (
    'Pseudonyms such as "Student 7F3K" take the names\' place in this browser until you switch back: on every page and '
    "in every file. A student keeps the same one in every session."
)

NAMES_HIDDEN = "Names are hidden: show them (the switch in the header) to see and change what is kept under a name."

# ---------------------------------------------------------------- retention
RETENTION_TITLE = "Retention"
RETENTION_ON = "A session is deleted by itself {days} after it ended (retention.days), at a start and once a day."
RETENTION_OFF = "Sessions are kept until you delete them (retention.days is 0)."
PURGE_DUE = "The next purge deletes {count} {sessions}:"
PURGE_SOON = "Within a week {count} more {sessions} will be deleted:"
PURGE_NOTHING = "Nothing is due within a week."
PURGE_LINE = "{course}, {day}, {people:participant|participants}"
PURGE_MORE = "and {count} more"
PURGE_LOG = "What was deleted"
PURGE_LOG_NONE = "Nothing was deleted by retention so far."
PURGE_COLUMNS = ("Deleted", "Course", "Class of", "Participants", "Observations", "By")
SESSIONS = ("session", "sessions")

# ---------------------------------------------------------------- one student
STUDENT_TITLE = "One student's rights"
STUDENT_LEAD = (
    "Hand out or erase all that is kept of a student, in every session, list and note that you may see. "
    "Backups keep what they hold."
)
STUDENT_NAME = "Name, school's id or e-mail address"
STUDENT_COURSE = "Course"
ALL_COURSES = "All courses"
FIND = "Find"
FOUND = "Kept of {name}: {what}."
FOUND_IN = "In {courses}."
EXPORT_JSON, EXPORT_ZIP = "Export as JSON", "Export as CSV (zip)"
EXPORT_REFUSED = "The export is not possible"
ERASE_TITLE = "Erase"
ERASE_LEAD = "This cannot be undone. The other students keep everything. Type the name to confirm:"
ERASE_PEOPLE = "These participants are erased, with all that was merged into them or split off and not named since:"
ERASE_CONFIRM = "The name again"
ERASE = "Erase all of it"
ERASED = (
    "Erased: {observations:observation|observations} in {sessions:session|sessions}, and every line about the student."
)

# ---------------------------------------------------------------- notice
NOTICE_TITLE = "A notice for the class"
NOTICE_LEAD = "Paste it into the chat before you begin."
COPY = "Copy the notice"
COPIED = "Copied"
