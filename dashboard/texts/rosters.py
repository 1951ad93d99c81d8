"""What the page of a course's roster says."""

from classroom.roster.types import Confidence

TITLE = "Roster of {course}"
LEAD = "The students of this course. Participants whose names fit are linked to them, class by class."
BACK = "Back to the course"
GONE_TITLE = "This course is not here"
GONE = "It may have been deleted, belong to somebody else, or the address is incomplete."
UNAVAILABLE = "This server keeps no rosters."
NAMES_HIDDEN = "Names are hidden: show them (the switch in the header) to change a roster or to compare lists."

LIST_TITLE = "Students"
LIST_LEAD = "By name. Removing a student takes the links to the classes away; what was recorded stays."
NO_STUDENTS = "No student yet: upload the course's list, as your school's system or a spreadsheet exports it."
COLUMN_NAME = "Name"
COLUMN_ID = "School's id"
COLUMN_EMAIL = "E-mail address"
COLUMN_ALIASES = "Also seen as"
COLUMN_ACTIONS = "Remove"
REMOVE = "Remove"
REMOVE_LABEL = "Remove {name} from the roster"
REMOVE_TITLE = "Remove from the roster?"
REMOVE_ASK = "Remove {name} from the roster of {course}? The links to classes are lost, and this cannot be undone."
REMOVE_YES = "Remove"
REMOVE_NO = "Keep"
REMOVED = "{name} was removed from the roster."
NOT_IN_ROSTER = "this student is not in the roster any more: reload the page"

UPLOAD_TITLE = "Upload a list"
UPLOAD_LEAD = (
    "CSV with a heading: Name (or First name and Last name), and if you have them ID, Email and Consent. "
    "Nothing is saved before you have seen what would change."
)
CHOOSE = "Choose a file"
DROP = " or drop it here (CSV, up to {size} MB)"
UPLOAD_LABEL = "Choose a CSV file with the course's students"
PREVIEW_TITLE = "What would change"
PREVIEW_COUNTS = "{file}: {added} new, {updated} changed, {unchanged} as before. Nobody is removed."
PREVIEW_EVERYONE = "The students will be everyone's: all who use this server see them, as they see this course."
PREVIEW_OWNER = "Only {owner} and administrators will see these students."
PREVIEW_DUPLICATES = "Listed twice, taken once: {names}."
PREVIEW_NAMELESS = "Left out, no name in line {lines}."
PREVIEW_CONSENTS = "Consent: {yes} yes, {no} no. This goes into the consent register."
MORE = "and {count} more"
STEP_NEW = "new"
STEP_CHANGED = "changes: {what}"
STEP_SAME = "as before"
FIELDS = {"name": "name (was {before})", "external_id": "id", "email": "e-mail address"}
SAVE = "Save"
DISCARD = "Discard"
SAVED = "{course}: {added} added, {updated} updated, {unchanged} as before."
PREVIEW_HEAD = ("Name", "School's id", "E-mail address", "What happens")

ATTENDANCE_TITLE = "Compare an attendance list"
ATTENDANCE_LEAD = (
    "The participants' list that Zoom, Meet or Teams exports, beside what was seen in one class. Nothing is saved "
    "before you say so. Not seen is not absent: cameras off, other pages of the gallery and unread names are not seen "
    "either."
)
ATTENDANCE_CLASS = "Class"
ATTENDANCE_LABEL = "Choose the platform's attendance list as CSV"
NO_CLASSES = "No class of this course has ended yet."
COMPARED = "{file}: {seen} of {listed} listed were seen; not seen: {not_seen}; seen without being listed: {unlisted}."
COMPARED_HEAD = ("In the list", "Minutes", "Seen as", "From", "To", "How sure")
ANOTHER_TIME = "All times of the list are outside this class: is it the list of another day?"
NOT_SEEN = "not seen"
UNLISTED = "Seen, and not in the list: {names}."
PROPOSALS = "Worth a look in the class's table of students:"
SAME_PERSON = "{name} may be another tile of {other}: both fit {listed}."
TIMES_FIT = "{name} came and went with {listed}."
OPEN_CLASS = "Open the class"
LINKS_TITLE = "Link to the roster"
LINKS_LEAD = (
    "Each ticked participant of this class becomes the student beside it, and the name seen is remembered for the next "
    "classes. Nothing else changes: what was recorded, names and figures stay."
)
LINKS_HEAD = ("Seen as", "Becomes the student", "In the list as", "How sure")
LINKS_NONE = "Nobody is left to be linked: who is in the list, in the roster and was seen is linked already."
LINKS_NO_ROSTER = "This course has no students yet: upload its list above, then those who were seen can be linked."
LINKS_LABEL = "Participants to be linked"
LINK_LABEL = "Link {name} to {student}"
APPLY = "Link those ticked"
APPLIED = "{course}, {day}: {count:participant|participants} linked to the roster."
UNAPPLIED = "{count:participant is|participants are} not linked any more"
CHOOSE_LINKS = "tick at least one participant first"
LINKS_CHANGED = "the class or the roster has changed meanwhile: look at the list again, then link"
SURE: dict[Confidence, str] = {
    Confidence.EXACT: "exact",
    Confidence.LIKELY: "likely",
    Confidence.UNSURE: "unsure",
    Confidence.NONE: "none",
}

NO_FILE = "no file arrived: choose it again"
TOO_LARGE = "the file is larger than {size} MB: a list of students is smaller; export this course alone"
CHOOSE_CLASS = "choose the class that the list belongs to first"
FILE = "the file"
