"""What the drawer of one participant says: who this is, merges, splits, the roster; and the deletion of a session."""

LONGEST_NAME = 200

# ---------------------------------------------------------------- what cannot be done
NOBODY = "this student is no longer in the list: they were merged with somebody, or the session has changed"
RENAMED_MEANWHILE = (
    "somebody else has named this student “{name}” meanwhile: look at it, then change it again if needed"
)
LINKED_MEANWHILE = "somebody else has said meanwhile who this is: look at it, then change it again if needed"
UNMERGED_MEANWHILE = "these two are not together any more: the list below shows how it is now"
MERGE_ITSELF = "a student cannot be merged with themselves: choose somebody else"
TWO_STUDENTS = (
    "{first} and {second} are two different students of the roster: if they are one person, "
    "unlink one of them from the roster first"
)
STUDENT_TAKEN = "{student} is linked to {name} already: merge the two if they are one person, or unlink that one first"
NO_STUDENT = "there is no such student in this course's roster: reload the page"
NO_STUDENT_NAME = "a student needs a name of 1 to {most} printable characters"
NOT_YOURS = "this demo belongs to somebody else: its owner or an administrator can delete it"
STILL_RECORDED = "this class is still being recorded: stop it first, then delete it"
NAMES_HIDDEN = "names are hidden: show them again to say who is who"
NO_CHOICE = "choose somebody first"

# ---------------------------------------------------------------- who this is
EDIT_TITLE = "Who is this?"
EDIT_LEAD = "What you change here can be undone."
NAME = "Name"
NAME_SAVE = "Save name"
NAME_RESET = "Use the name read from the screen: {name}"
RENAMED = "{before} is now called {name}"
NAME_BACK = "{name} is called so again"
SAME = "Same person as"
SAME_HINT = "For one person who was counted twice, for example after joining again. Both become one."
SAME_PLACE = "Choose another student of this class"
MERGE = "Make them one"
MERGE_ASK = (
    "{other} and {keep} were both seen at the same time on {both} of {any:,picture|pictures}: two people, or one with "
    "two devices? As one, only the better seen of the two counts on each of these pictures."
)
MERGE_YES = "Make them one all the same"
MERGE_NO = "Leave them two"
MERGED = "{other} and {keep} are one person now"
UNMERGED = "{other} is by itself again"
MERGED_TITLE = "Counted together here"
UNMERGE = "Take apart"
UNMERGE_LABEL = "Take apart: {name}"
SPLIT = "Split at a time"
SPLIT_HINT = (
    "For two people who were counted as one. From this time on, what was seen belongs to a new student. "
    "Seen from {first} to {last}."
)
SPLIT_BUTTON = "Split"
SPLIT_DONE = "{name} was split at {time}: from then on it is “{new}”"
SPLIT_OUTSIDE = "{name} was seen from {first} to {last}: {time} is not in between, choose a time that is"
SPLIT_BACK = "{name} is one student again"
SPLIT_FROM = "Split from {name} at {time}"
STUDENT = "In the roster this is"
STUDENT_HINT = "Linked students are followed from class to class, also when their name is read differently."
STUDENT_PLACE = "Nobody of the roster"
STUDENT_SAVE = "Save"
STUDENT_LINKED = "{name} is {student} of the roster now"
STUDENT_UNLINKED = "{name} is linked to nobody of the roster now"
STUDENT_ADD = "Add “{name}” to the roster"
STUDENT_ADDED = "{name} was added to the roster and linked"
STUDENT_PAGE = "{name} in all classes"
NO_ROSTER = "This course has no roster yet."

# ---------------------------------------------------------------- the drawer
STATES_TITLE = "On camera"
STATES_LEAD = "How they could be seen, by {bin}; a gap where no gallery was seen."
STATES_TABLE = "As a table"
STATES_COLUMNS = ("When", "Mostly", "Share")
STATES_NONE = "No gallery was seen"
STATES = {
    "visible": "Face visible",
    "no_face": "Camera on, no face",
    "camera_off": "Camera off",
    "frozen": "Video frozen",
    "too_small": "Too small to read",
    "off_page": "On another page",
}
MEDIAN = "own median"
MEDIAN_WORDS = "Engagement over time; own median {median} of 100, {coverage} of the time was read, {flags}."
FLAGS_COUNT = {0: "nothing stood out", 1: "one hint", 2: "{count} hints"}

# ---------------------------------------------------------------- not seen
ABSENT_TITLE = "Not seen ({count} of {all} in the roster)"
ABSENT_NONE = "Everybody of the roster ({all}) was seen."
ABSENT_NOTE = "Of these students of the roster nobody was seen: neither linked to somebody above, nor by name."
ABSENT_NO_ROSTER = "With a roster of this course, this page also shows who was not seen."

# ---------------------------------------------------------------- table
VIEW_LABEL = "Columns of the table"
VIEWS = (("engagement", "Engagement"), ("attendance", "Attendance"))

# ---------------------------------------------------------------- menus
EXPORT = "Export"
EXPORT_SESSION = "This class"
EXPORT_COURSE = "The whole course"
EXPORT_HTML = ("Printable report", "one page with figures, for paper or PDF")
EXPORT_COURSE_CSV = ("All CSV files", "every class of this course, as a zip")
EXPORT_COURSE_HTML = ("All printable reports", "one page a class, as a zip")
EXPORT_PROGRAMS = "For programs"
EXPORT_API = ("Copy the API address", "of this class, for the JSON API")
API_COPIED = "The API address was copied: {address}"
MORE = "More"
MORE_LABEL = "More for this class"
DELETE = "Delete this class…"
DELETE_TITLE = "Delete this class for good?"
DELETE_LEAD = "{course}, {when}"
DELETE_LOSS = (
    "Lost are {observations:,observation|observations} of {participants:student|students} in {minutes}, with names, "
    "links to the roster, marked moments, excluded parts, notes and your verdicts. Nothing brings them back. CSV files "
    "and reports that were saved elsewhere stay."
)
DELETE_SURE = "I want to delete this class for good"
DELETE_BUTTON = "Delete"
DELETE_CANCEL = "Keep it"
DELETED = "{course}, {when}, was deleted"
