"""What the pages of courses and students say."""

COURSES_TITLE = "Courses"
COURSES_LEAD = "Your courses over the term, the one taught last first."
NO_COURSES_TITLE = "No course yet"
NO_COURSES = "A course appears here with its first recorded class."
TO_START = "Start a class"
CLASSES_ONE = "1 class"
CLASSES_MANY = "{count} classes"
LIVE_NOW = "{count} being recorded now"
LAST_CLASS = "last on {day}"
NO_CLASS_YET = "no class yet"
IN_ROSTER_ONE = "1 student in the roster"
IN_ROSTER_MANY = "{count} students in the roster"
PARTICIPANTS_MOST = "up to {count:participant|participants}"
TREND_ALT = "Engagement from class to class"
NO_TREND = "no expressions read"
READ_SO_FAR = "{known} of {all:class|classes} read so far"

UNAVAILABLE = "This server compares no classes."
COURSE_GONE_TITLE = "This course is not here"
COURSE_GONE = "It may have been deleted, belong to somebody else, or the address is incomplete."
STUDENT_GONE_TITLE = "This student is not here"
STUDENT_GONE = (
    "The student may have been removed from the roster, belong to somebody else, or the address is incomplete."
)
NO_STUDENT = "there is no such student: the roster shows them"
ALL_COURSES = "All courses"

COURSE_LEAD = "{classes}, from {first} to {last}."
COURSE_LEAD_ONE = "{classes}, on {first}."
COURSE_LEAD_NONE = "No class of this course has ended yet."
NO_RANKING = (
    "Classes are compared, students never: they are listed by name, without scores. "
    "A class differs from another by its topic, hour and light as well."
)
ROSTER = "Roster"
EXPORT_CSV = "Whole course as CSV"
EXPORT_HTML = "Whole course as reports"
PROGRESS = "{known} of {all:class is|classes are} counted. The others follow by themselves; you can leave this page."
STILL_LIVE = "Being recorded now, and in no figure yet: "

ENGAGEMENT_TITLE = "Engagement, class by class"
ENGAGEMENT_LEAD = (
    "One step a class, in order. The larger a point, the more was read; below, the share. The line breaks where too "
    "little was read. Click a class to open it."
)
PRESENCE_TITLE = "Who was there"
PRESENCE_LEAD = (
    "How many were in the call on average while a gallery was seen, and how many of them had a visible face."
)
HINTS_TITLE = "Worth a look"
HINTS_LEAD = "Hints by your verdict, and how often many students fell together. Hints are no judgements."
TABLE_TITLE = "The classes as a table"
TABLE_LEAD = "The same figures in numbers. A dash is what was not read or is still to be counted."
STUDENTS_TITLE = "Students"
STUDENTS_LEAD = (
    "In how many classes each student of the roster was seen, by name. Not seen is not absent: cameras off, other "
    "pages of the gallery and names that were not read are not seen either."
)
STUDENTS_NONE = "There is no roster yet. With one, students are recognised from class to class."
STUDENTS_TO_ROSTER = "Upload the roster"
STUDENT_HEAD = ("Student", "Seen in", "In the call, all classes together")
SEEN_IN = "{seen} of {classes}"
NOTHING_READ = "No engagement was read in these classes"
NOTHING_ENDED = "No class has ended yet"

LEGEND_ENGAGEMENT = "class engagement"
LEGEND_COVERAGE = "share that was read"
LEGEND_IN_CALL = "in the call"
LEGEND_VISIBLE = "with a visible face"
LEGEND_UNDECIDED = "without your verdict"
LEGEND_RIGHT = "right"
LEGEND_WRONG = "wrong"
LEGEND_IGNORED = "ignored"
LEGEND_DIPS = "many fell together"

HOVER_ENGAGEMENT = "engagement {score} of 100"
HOVER_NO_ENGAGEMENT = "too little was read to say"
HOVER_COVERAGE = "{share} of the time in the call was read"
HOVER_PEOPLE = "{visible} of {in_call} visible"
HOVER_HINTS = "{count} worth a look: {right} right, {wrong} wrong, {ignored} ignored, {undecided} without your verdict"
HOVER_DIPS = "{count:time|times} many fell together"
HOVER_UNCOUNTED = "still to be counted"
HOVER_NOBODY = "nobody was seen"

ENGAGEMENT_WORDS = (
    "Engagement of {known} classes between {low} and {high}, half of them above {middle}. In {gaps} classes too "
    "little was read."
)
PRESENCE_WORDS = "While a gallery was seen, on average {in_call} in the call, {visible} of them with a visible face."
HINTS_WORDS = "{flags:hint|hints} and {dips:fall|falls} of many students in {classes:counted class|counted classes}."

COLUMNS = {
    "date": "Class",
    "length": "Length",
    "participants": "Participants",
    "in_call": "In call",
    "visible": "Visible",
    "engagement": "Engagement",
    "coverage": "Coverage",
    "flags": "Worth a look",
    "dips": "Falls",
    "precision": "Verdicts",
    "difference": "From own usual",
    "camera_off": "Camera off",
    "seen": "Seen",
}
COLUMN_HINTS = {
    "date": "Opens the class",
    "participants": "Everybody who was ever seen",
    "in_call": "Mean number in the call, while a gallery was seen",
    "visible": "Mean number with a visible face, while a gallery was seen",
    "engagement": "Mean engagement of the class, 0 to 100",
    "coverage": "Share of the time in the call that was really read",
    "flags": "How often something was worth a look",
    "dips": "How often many students fell together",
    "precision": "How many of the judged hints were right",
}
PRECISION = "{right} of {judged} right"
UNJUDGED = "none judged"
NO_ROWS = "No class to show"

STUDENT_LEAD = "{course} · seen in {seen} of {classes:class|classes}"
STUDENT_BACK = "Back to {course}"
STUDENT_EXPORT = "Download as CSV"
STUDENT_NOTE = (
    "Compared only with the student's own other classes, never with other students. Expressions are not feelings; "
    "never use this for grading or discipline."
)
STUDENT_UNLINKED = (
    "No class is linked to this student yet. Open a class, select the participant and say who it is; names that "
    "equal the roster's are linked by themselves."
)
HISTORY_TITLE = "Engagement against the own usual"
HISTORY_LEAD = "Half of the student's own classes lie in the band. Gaps are classes in which too little was read."
HISTORY_LEAD_FEW = "Not enough classes to compare yet: it takes {fewest} in which enough was read."
NOT_ENOUGH = "Not enough classes to compare yet"
MINUTES_TITLE = "Minutes in the call"
MINUTES_LEAD = (
    "With a visible face, with the camera off, otherwise in the call (turned away, small, other page), and while no "
    "gallery was seen."
)
LEGEND_OWN = "own engagement"
LEGEND_USUAL = "usual"
LEGEND_NOT_SEEN = "not seen"
LEGEND_MINUTES_VISIBLE = "visible"
LEGEND_MINUTES_OFF = "camera off"
LEGEND_MINUTES_OTHER = "otherwise in the call"
LEGEND_MINUTES_HIDDEN = "no gallery seen"
HISTORY_WORDS = "Usually {middle} of 100, half of the classes between {low} and {high}; the last one {last}."
HISTORY_WORDS_FEW = "{known:class|classes} with a value: not enough to say what is usual."
MINUTES_WORDS = "{minutes} minutes in the call in {classes:class|classes}, {visible} of them with a visible face."
MINUTES_HIDDEN_WORDS = "For {hidden} of them no gallery was seen."
HOVER_NOT_SEEN = "not seen, which is not absent"
HOVER_USUAL = "{difference} points from the other classes' median"
HOVER_MINUTES = "{minutes} min: {visible} visible, {off} camera off, {other} otherwise"
HOVER_HIDDEN = "{hidden} min without a gallery: nobody could be seen"
FLAGS_TITLE = "Worth a look"
FLAGS_LEAD = "Class by class, newest first, with your verdicts."
FLAGS_NONE = "Nothing was worth a look."
FLAGS_MORE = "{count} older ones are in the table and in the classes."
NO_VERDICT = "no verdict yet"
HISTORY_EARLY_TITLE = "Not all classes are counted yet"
HISTORY_EARLY = "{count:class is|classes are} still to be counted: try again in a moment"
TRY_AGAIN = "Back to the student"
YES = "yes"
NO = "not seen"
KEY_SEEN = "Seen in"
KEY_SEEN_VALUE = "{seen} of {classes}"
KEY_SEEN_NOTE = "classes of this course"
KEY_USUAL = "Usual engagement"
KEY_USUAL_NOTE = "median of {known:own class|own classes}"
KEY_MINUTES = "In the call"
KEY_MINUTES_NOTE = "all classes together"
KEY_FLAGS = "Worth a look"
KEY_FLAGS_NOTE = "{right} of {judged} judged were right"
KEY_FLAGS_UNJUDGED = "none judged yet"
