"""What the dialog says that moves a class to another course."""

ITEM = "Move to another course…"
TITLE = "Move this class to another course"
LEAD = "Now it is a class of “{course}”."
COURSE = "Course"
COURSE_HINT = "Choose one of your courses, or write a new name."
NOTE = (
    "Links to the old course's roster are taken back, and who is called as a student of the new course is linked to "
    "that student. What was recorded stays as it is: consents and the answer about expressions of the new course count "
    "from its next class."
)
BUTTON = "Move"
CANCEL = "Keep the course"
MOVED = "This class is one of “{course}” now{links}"
LINKS = "; {linked:student|students} of its roster linked, {gone:link|links} to the old one taken back"
BACK = "This class is one of “{course}” again"

NOT_YOURS = "this class belongs to somebody else: its owner or an administrator can move it"
SAME = "this class is one of that course already: choose another course"
MOVED_MEANWHILE = "this class has been moved to another course meanwhile: nothing was undone"
