"""Every English sentence the pages show, in one place, ready for translation."""

from classroom.domain import Emotion, FlagReason, Role, SessionStatus, Verdict

PRODUCT = "Classroom"

EMOTIONS: dict[Emotion, str] = {
    Emotion.ANGRY: "Angry",
    Emotion.DISGUST: "Disgust",
    Emotion.FEAR: "Fear",
    Emotion.HAPPY: "Happy",
    Emotion.SAD: "Sad",
    Emotion.SURPRISE: "Surprise",
    Emotion.NEUTRAL: "Neutral",
}
STATUSES: dict[SessionStatus, str] = {
    SessionStatus.LIVE: "Live",
    SessionStatus.FINISHED: "Finished",
    SessionStatus.INTERRUPTED: "Interrupted",
}
STATUS_HINTS: dict[SessionStatus, str] = {
    SessionStatus.LIVE: "Recording now; the page refreshes by itself.",
    SessionStatus.FINISHED: "The recording ended as planned.",
    SessionStatus.INTERRUPTED: "The recording stopped without an end; everything before it is kept.",
}
REASONS: dict[FlagReason, str] = {
    FlagReason.BELOW_OWN_MEDIAN: "Well below their own usual level",
    FlagReason.LOW_ENGAGEMENT: "Low engagement",
    FlagReason.NO_FACE: "Camera on, no face",
    FlagReason.EYES_CLOSED: "Eyes closed",
    FlagReason.TURNED_AWAY: "Turned away",
    FlagReason.CAMERA_OFF: "Camera off",
}
VERDICTS: dict[Verdict, str] = {
    Verdict.RIGHT: "Right",
    Verdict.WRONG: "Wrong",
    Verdict.IGNORE: "Ignore",
}
VERDICT_HINTS: dict[Verdict, str] = {
    Verdict.RIGHT: "It was worth a look",
    Verdict.WRONG: "There was nothing to it",
    Verdict.IGNORE: "Leave it out of the count",
}
ROLES: dict[Role, str] = {Role.TEACHER: "Teacher", Role.ADMIN: "Administrator"}
REPORTS: dict[str, tuple[str, str]] = {
    "summary": ("Summary", "one line per student, and the class"),
    "timeline": ("Timeline", "engagement and coverage by minute"),
    "observations": ("Observations", "everything that was read"),
    "flags": ("Worth a look", "the flags, with your verdicts"),
}

# ---------------------------------------------------------------- shell
SKIP = "Skip to content"
NAV_LABEL = "Main"
NAV_SESSIONS = "Sessions"
NAV_ABOUT = "Privacy and law"
NAV_MENU = "Menu"
USER_MENU = "{name}: menu"
TOGGLE_SCHEME = "Switch between light and dark"
LOG_OUT = "Log out"
FOOTER = "Expressions are not feelings. Never for grading or discipline."
FOOTER_LINK = "Privacy and law"
OFFLINE = "The dashboard does not answer. Is it still running? This page keeps trying."
CLOSE = "Close"
PROBLEM_TITLE = "Something did not work"
CHECK_TITLE = "Please check"
UNEXPECTED = "An unexpected error happened; it is in the log of the dashboard. The page stays usable."
DATABASE_SILENT = "The database does not answer: {reason}"
DEMO = "Demo"
DEMO_HINT = "A scripted class with public-domain portraits: not real students."

# ---------------------------------------------------------------- sessions
SESSIONS_TITLE = "Sessions"
SESSIONS_LEAD = "Every class that was recorded, newest first."
NO_SESSIONS_TITLE = "No class yet"
NO_SESSIONS = "Record your next lecture, or look around with the scripted demo class."
NO_SESSIONS_START = "Or from a terminal, while the gallery of your call is on the screen:"
NO_SESSIONS_DEMO = "To see a filled dashboard first, without a screen or students:"
COMMAND_START = 'classroom start --course "Physics 101"'
COMMAND_DEMO = "classroom demo"
FILTER_COURSE = "Filter by course"
NO_MATCH = "No course matches “{text}”."
SHOW_MORE = "Show more"
ENGAGEMENT = "Engagement"
NO_TREND = "no expressions read"
TREND_ALT = "Engagement over the class"
PARTICIPANTS_ONE = "1 participant"
PARTICIPANTS_MANY = "{count} participants"

# ---------------------------------------------------------------- session
BACK = "All sessions"
KEY_ENGAGEMENT = "Class engagement"
KEY_ENGAGEMENT_NOTE = "of 100 · {profile}"
KEY_COVERAGE = "Coverage"
KEY_COVERAGE_NOTE = "of the time in the call was read"
KEY_PARTICIPANTS = "Participants"
KEY_PARTICIPANTS_NOTE = "{visible} with a visible face"
KEY_MINUTES = "Length"
KEY_MINUTES_NOTE = "{frames:,picture|pictures} looked at"
KEY_MINUTES_LEFT_OUT = "{note}, {part} left out"
EXAMPLE_TIME, EXAMPLE_TIME_SECONDS = "HH:MM", "HH:MM:SS"
KEY_FLAGS = "Worth a look"
KEY_FLAGS_NOTE = "{open} without your verdict"
KEY_FLAGS_NONE = "nothing stood out"

TIMELINE_TITLE = "Class engagement"
TIMELINE_LEAD = "By {bin}. The line breaks where too little was read to say."
LEGEND_ENGAGEMENT = "engagement"
LEGEND_COVERAGE = "share that was read"
LEGEND_HIDDEN = "no gallery seen (hidden, or not recorded)"
LEGEND_IN_CALL = "in the call"
LEGEND_VISIBLE = "with a visible face"
LEGEND_DIP = "many fell together"
LEGEND_MARKER = "marked moment"
TIMELINE_WORDS = "Engagement between {low} and {high}, on average {mean} of 100; {coverage} of the time was read."
MIX_TITLE = "Expressions over time"
MIX_LEAD = "How the model's readings were divided, by {bin}. What a face shows is not what a person feels."
PRESENCE_TITLE = "Presence"
PRESENCE_LEAD = "How many were in the call, and how many could be seen, by {bin}."
PRESENCE_WORDS = "While a gallery was seen, on average {visible} of {in_call} in the call had a visible face."
PRESENCE_HIDDEN = "For {part} no gallery was seen: hidden, or not recorded."
TABLE_TITLE = "Students"
TABLE_LEAD = "Select a student to see their timeline. Sort by a heading, filter with the box."
NO_STUDENTS = "No student to show"
TABLE_FILTER = "Find a student"
FLAGS_TITLE = "Worth a look"
FLAGS_LEAD = "Hints to look closer, never judgements. Your verdict tells how far they can be trusted."
FLAGS_NONE = "Nothing stood out long enough to be listed."
FLAG_OPEN = "still so"
VERDICT_LABEL = "Your verdict on {name}, {reason}"
NOTHING_READ = (
    "No expressions were read: reading them is off (Settings, Privacy), or no face was large and sharp enough"
)
NOTHING_FACED = (
    "No engagement: expressions were read, but no head directions, and the profile {profile} weighs facing, too"
)
TOO_LITTLE_READ = "No engagement: too little was read for a value"
NO_GALLERY = "No gallery was seen"
NOTHING_READ_STUDENT = "Nothing was read of this student"
STUDENT_ENGAGEMENT = "Engagement by {bin}"
STUDENT_MIX = "Expressions on the whole"
STUDENT_FLAGS = "Worth a look"
STUDENT_SEEN = "First and last seen"

COLUMNS = {
    "name": "Student",
    "trend": "Trend",
    "engagement": "Engagement",
    "coverage": "Coverage",
    "in_call": "In call",
    "visible": "Visible",
    "camera_off": "Camera off",
    "first_seen": "First seen",
    "last_seen": "Last seen",
    "linked": "In the roster",
    "expression": "Mostly",
    "flags": "Worth a look",
}
COLUMN_HINTS = {
    "trend": "Engagement over the class; gaps where too little was read",
    "engagement": "Mean engagement, 0 to 100",
    "coverage": "Share of the time in the call that was really read",
    "in_call": "Minutes in the call",
    "visible": "Minutes with a visible face",
    "camera_off": "Minutes in the call with the camera off",
    "first_seen": "When the student was first seen",
    "last_seen": "When the student was last seen",
    "linked": "The student of the roster who this is",
    "expression": "The most frequent expression and its share",
    "flags": "How often something was worth a look",
}

# ---------------------------------------------------------------- printable report
REPORT_TITLE = "Class report"
REPORT_MADE = "Made {when} with Classroom {version}. Engagement by the profile {profile}."
REPORT_STILL_LIVE = "The class was still being recorded."
REPORT_HIDDEN_NOTE = "No gallery was seen in {minutes} of {all} minutes: hidden, or not recorded."
REPORT_NO_FIGURE = "Nothing was read, so there is nothing to draw."
REPORT_EVENTS_TITLE = "In the lesson"
REPORT_EVENTS_LEAD = "Moments you marked, parts you left out, and times in which many fell together: about the lesson."
REPORT_DIP = "{fell} of {visible} visible students fell together"
REPORT_ATTENDANCE_TITLE = "Attendance"
REPORT_ATTENDANCE_LEAD = "When each student was in the call, and when their face could be seen."
REPORT_FIRST_LAST = "First and last seen"
REPORT_PRECISION = (
    "Your verdicts so far: {right} right, {wrong} wrong, {ignore} ignored, {open} open. "
    "Measured precision: {precision}."
)
REPORT_PRECISION_UNKNOWN = "not known before your first verdict"
REPORT_PRECISION_KNOWN = "{percent} ({right} of {judged} judged)"
REPORT_FLAG_COLUMNS = ("When", "Student", "Why", "Evidence", "Verdict")
REPORT_NO_VERDICT = "none yet"
REPORT_CAUTION_TITLE = "Read this with care"
REPORT_CAUTION = (
    (
        "Expressions are not feelings, and engagement is not learning. A network says which of seven expressions a "
        "face resembles; it is often wrong, and not equally so for everyone. Engagement is computed from that with "
        "weights that are opinions. Never use this report for grading or discipline."
    ),
    (
        "What was not read is not invented: gaps are gaps, and coverage says how much was really seen. A hint is a "
        "reason to look closer, never a judgement."
    ),
    (
        "In the European Union it is prohibited to infer emotions of people in education: Regulation (EU) 2024/1689, "
        "Article 5(1)(f), since 2 February 2025, except for medical or safety reasons. Elsewhere, data protection and "
        "school law apply."
    ),
    (
        "This file holds names and personal data of students. Keep it as safe as your class list, and delete it when "
        "it is no longer needed. It holds no picture, and loads nothing from anywhere."
    ),
)
REPORT_PRINT_HINT = "To keep it as PDF, print this page with your browser and choose “Save as PDF”."

# ---------------------------------------------------------------- problems
GONE_TITLE = "This session is not here"
GONE = "It may have been deleted, belong to somebody else, or the address is incomplete."
NO_PAGE_TITLE = "There is no such page"
NO_PAGE = "The address leads nowhere."
DATABASE_TITLE = "The database does not answer"
DATABASE_NEXT = "Nothing is lost. Try again in a moment; `classroom doctor` says more."
TRY_AGAIN = "Try again"

# ---------------------------------------------------------------- login
LOGIN_TITLE = "Log in"
LOGIN_LEAD = "What is recorded of a class is for its teacher only."
LOGIN_NAME = "User name"
LOGIN_PASSWORD = "Password"  # noqa: S105 - a label
LOGIN_BUTTON = "Log in"
LOGIN_WRONG = "User name and password do not match."
LOGIN_WAIT = "Too many attempts. Try again in {seconds} seconds."
LOGIN_STALE = "The form had expired. Please try again."
LOGIN_FIRST = (
    "First time here? Use the one-time link that the dashboard printed when it started, "
    "or run classroom users add NAME --role teacher --password-stdin."
)
LOGIN_FORGOTTEN = (
    "Password forgotten? An administrator makes a new link under Settings, Users. On your own computer run "
    "classroom users password NAME."
)
SETUP_TITLE = "Choose a password"
SETUP_LEAD = "For the account {name}. At least {length} characters; a few words make a good one."
SETUP_NEW = "New password"
SETUP_AGAIN = "The same again"
SETUP_BUTTON = "Save and log in"
SETUP_DIFFER = "The two passwords differ."
LINK_DEAD_TITLE = "This link no longer works"
LINK_DEAD = "It was used already, has expired, or is incomplete. Ask for a new one, or log in with your password."
TO_LOGIN = "To the login page"
FORBIDDEN_TITLE = "This request was refused"
FORBIDDEN = "It did not come from a page of this dashboard, or the page had expired. Go back, reload and try again."

# ---------------------------------------------------------------- privacy and law: place in the page, title, paragraphs
ABOUT_LEAD = "What these figures can say, what they cannot, and what the law says."
ABOUT: tuple[tuple[str, str, str], ...] = (
    (
        "feelings",
        "Expressions are not feelings",
        """
        A network looks at a face and says which of seven expressions it resembles. It cannot know what a person
        feels, thinks or understands. People show the same feeling differently, and concentration often looks like
        anger or sadness. The network errs, and it errs more for some people than for others.

        Engagement is computed from these expressions with weights that somebody chose. The weights are opinions,
        not facts: they stand in the settings, can be changed, and the whole history is then computed anew.
        """,
    ),
    (
        "never",
        "Never for grading or discipline",
        """
        Do not use anything shown here to grade, rank, discipline or select students. Use it to think about your own
        lesson: where did many drift away, whom might you ask how they are?

        “Worth a look” is a hint. A camera that is off, bad light, a second screen or a sad day all look alike from
        here.
        """,
    ),
    (
        "how",
        "How engagement and hints are made",
        """
        Engagement is a number from 0 to 100, made anew from what was stored each time a page is opened. The profile in
        the settings says how: by default from the expressions that were read and from how far a face is turned
        towards the screen. A neutral face counts most, since who concentrates mostly looks neutral. Profiles have a
        name and a version, which every page and report shows, so that figures of two profiles are never mixed up.

        Coverage is the share of the time in the call in which a face was really read. A minute in which less than half
        was read has no engagement at all: the line breaks. A low coverage means that little is known, not that little
        was done.

        A hint, “worth a look”, is raised when something lasts for minutes: engagement far below the student's own
        usual level of that class, or low altogether; a camera that is on with no face to be seen; eyes closed or a face
        turned away most of the time. A moment never raises one, nor do laughter, surprise, a small picture, another
        page of the gallery or a hidden one. A camera that is off raises none, unless the settings say so.

        Each hint shows the figures it was raised for. Your verdict (right, wrong, ignore) is kept with it and can be
        withdrawn; the share that was right is what tells how far such hints can be trusted in your classes. Below five
        verdicts that share says nothing, and is not shown.
        """,
    ),
    (
        "law",
        "The law",
        """
        In the European Union it is prohibited to infer emotions of people in education: Regulation (EU) 2024/1689,
        Article 5(1)(f), since 2 February 2025 (except for medical or safety reasons). If your class takes place
        there, switch the reading of expressions off, under [Settings, Privacy](/settings/privacy). Presence remains.

        Elsewhere, data protection and school law still apply. Tell your students and ask for their
        consent; who does not give it switches the camera off, or the class is recorded without expressions.
        """,
    ),
    (
        "kept",
        "What is kept, and where",
        """
        Kept: the name read from each tile, whether a face was visible, where it was on the screen, seven numbers for
        the expression, and your verdicts. Not kept: pictures. No frame and no face is ever written to disk, and
        nothing leaves this computer unless you set up a server yourself.

        What was not read is not invented: gaps stay gaps, and coverage says how much was really seen.
        """,
    ),
)
