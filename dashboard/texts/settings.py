"""What the settings' pages say."""

from classroom.domain import Emotion
from dashboard.texts import EMOTIONS

TITLE = "Settings"
LEAD = "How classes are measured, who may log in, and what was done."
NO_PART = "There is no such part of the settings, or it is for administrators only."
SECTIONS_LABEL = "Parts of the settings"
NAV = {
    "": "Engagement",
    "flags": "Flags",
    "privacy": "Privacy",
    "users": "Users",
    "account": "Account",
    "keys": "API keys",
    "audit": "Audit",
}

# ---------------------------------------------------------------- engagement and flags
ENGAGEMENT_LEAD = "Weights are opinions, not facts. See on a class of yours what a change would do before you keep it."
FLAGS_LEAD = "When a student is worth a look. See on a class of yours which hints would come and go."
READ_ONLY = "You can try everything here. Only an administrator can save."
NO_FILE = "This dashboard was started without a settings file: you can try, but not save."
NOT_IN_USE = (
    "The settings file was changed by other means since the dashboard was started. Shown is the file; "
    "it is taken into use when you save, or when the dashboard is started again."
)
PLACE = "Kept in {place}"
PROFILE_TITLE = "Profile in use"
PROFILE_LEAD = "What goes into the score of each reading, and how much."
TERMS_TITLE = "The two terms"
EMOTIONS_TITLE = "What each expression counts"
EMOTIONS_LEAD = "They are relative to the largest of them: doubling all of them changes nothing."
SCORES_TITLE = "From readings to lines"
SCORES_LEAD = "The same for all profiles."
FLAG_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Low engagement",
        "Against the student's own usual level, and against a level that is low for anyone.",
        ("min_duration_s", "warm_up_s", "below_median_points", "low_score", "hysteresis_points", "cool_down_s"),
    ),
    (
        "Nobody to be seen",
        "Camera on without a face, eyes closed, head turned away.",
        ("no_face_s", "majority", "eyes_closed_above", "turned_away_deg"),
    ),
    (
        "Camera off",
        "Off by default: a camera that is off says nothing about attention.",
        ("camera_off", "camera_off_s"),
    ),
    (
        "Many fall together",
        "A mark about the lesson, not about a student.",
        ("dip_share", "dip_points", "dip_window_s"),
    ),
)
LABELS: dict[str, str] = {
    "engagement:profile": "Profile",
    "engagement:smoothing_s": "Smoothing",
    "engagement:bin_s": "Length of a bin",
    "engagement:min_coverage": "Smallest coverage",
    "engagement:facing_full_deg": "Facing counts fully up to",
    "engagement:facing_zero_deg": "Facing counts nothing from",
    "profile:combine": "How the terms are joined",
    "profile:expression": "Expression",
    "profile:facing": "Facing the screen",
    "flags:min_duration_s": "Must last",
    "flags:warm_up_s": "Own level known after",
    "flags:below_median_points": "Below the own level by",
    "flags:low_score": "Low for anyone",
    "flags:hysteresis_points": "Ends above the limit by",
    "flags:no_face_s": "No face for",
    "flags:majority": "Most samples",
    "flags:eyes_closed_above": "Eyes count as closed from",
    "flags:turned_away_deg": "Turned away from",
    "flags:cool_down_s": "Not again within",
    "flags:camera_off": "Flag cameras that are off",
    "flags:camera_off_s": "Camera off for",
    "flags:dip_share": "Share of the class",
    "flags:dip_points": "Falls by",
    "flags:dip_window_s": "Within",
    **{f"weight:{emotion.value}": EMOTIONS[emotion] for emotion in Emotion},
}
COMBINES = {"weighted": "Weighted sum", "product": "Product"}
COMBINE_HINTS = {
    "weighted": "The two weights always add up to 1.",
    "product": "Each weight is a power of its term; 0 leaves the term out.",
}
VERSION = "version {version}"
OUTRANKED = "decided by the variable {name}"
SAVE = "Save"
DISCARD = "Discard changes"
CHANGED_NONE = "Nothing changed"
CHANGED = "Changed: {names}"
SAVED = "Settings saved: {names}"
SAVED_AS = "Saved and put to use: the profile {name}"
OUTCOME = "Engagement {before} → {after}, hints +{come} −{go}"
NOTHING_SCORED = "Nothing of this class can be scored so"
NOTHING_SCORED_WHY = (
    "With these settings nothing of this class can be scored: the profile needs something that was not read in it, "
    "such as the direction of the head."
)
UNDONE = "the settings are as they were"
OWN_TITLE = "Your own profile"
OWN_LEAD = "A copy of the profile above, as you have set it, under a name of its own."
OWN_NAME = "Name of the new profile"
OWN_BUTTON = "Save as own profile"
OWN_REMOVE = "Remove {name}"

PREVIEW_TITLE = "What would change"
PREVIEW_LEAD = "On a class that was recorded. Nothing of this is stored."
PREVIEW_SESSION = "Class to look at"
PREVIEW_NONE = "There is no recorded class yet. Once there is one, you see here what a change would do to it."
PREVIEW_CHOOSE = "choose a class to look at"
OUT_OF_DATE = "the page is out of date: reload it"
NO_PROFILE = "there is no such profile any more: reload the page"
UNKNOWN_ACTION = "this button is not known: reload the page"
SHIPPED = "the profile {name} belongs to the program: it cannot be removed"
REMOVED_PROFILE = "profile {name} removed"
PREVIEW_BUSY = "Computing…"
BEFORE = "in use"
AFTER = "with your changes"
MEAN = "Class engagement"
COVERAGE = "Coverage"
HINTS = "Worth a look"
SAME = "unchanged"
RULE = "Profile"
COME = "Would come ({count})"
GO = "Would go ({count})"
NO_COME = "No further hint."
NO_GO = "None; hints of today that stay: {count}."
NO_GO_AT_ALL = "There is no hint today."
MORE = "and {count} more"
AS_TABLE = "As a table"
TABLE_TIME = "Time"
WORDS = "Mean engagement {before} in use, {after} with your changes; {come:hint|hints} would come, {go} would go."

# ---------------------------------------------------------------- users
USERS_TITLE = "Users"
USERS_LEAD = "Teachers see their own classes and those that belong to nobody; administrators see all."
USER_COLUMNS = ("Name", "Role", "State", "Actions")
NOT_YET = "has no password yet"
ACTIVE = "active"
DISABLED = "disabled"
YOU = "you"
MAKE_ADMIN = "Make administrator"
MAKE_TEACHER = "Make teacher"
DISABLE = "Disable"
ENABLE = "Enable"
NEW_LINK = "Password link"
REMOVE = "Remove"
ACTION_LABEL = "{action}: {name}"
ADD_TITLE = "Add a user"
ADD_LEAD = "You get a link to hand on. Whoever opens it sets the password."
ADD_NAME = "User name"
ADD_ROLE = "Role"
ADD_INHERIT = "Inherits the classes that are kept under this name"
ADD_BUTTON = "Add user"
LINK_TITLE = "Link for {name}"
LINK_LEAD = "Shown this once. It works once, for {minutes}. Hand it to nobody else."
LINK_KEEPS = "A password that is set already works until the link is used."
COPY = "Copy"
COPIED = "Copied"
REMOVE_TITLE = "Remove {name}?"
REMOVE_TEXT = "The account and its API keys are gone for good. Recorded classes stay; administrators still see them."
CANCEL = "Cancel"
DONE = {
    "admin": "{name} is an administrator now",
    "teacher": "{name} is a teacher now",
    "disable": "{name} is disabled and logged out",
    "enable": "{name} can log in again",
    "remove": "{name} was removed",
}

# ---------------------------------------------------------------- account
ACCOUNT_LEAD = "{name}, {role}"
CHANGE_TITLE = "Change the password"
CHANGE_LEAD = "At least {length} characters. All your other logins end."
CHANGE_OLD = "Password now"
CHANGE_NEW = "New password"
CHANGE_AGAIN = "New password again"
CHANGE_BUTTON = "Change password"
CHANGE_DIFFER = "the two new passwords differ: type them again"
CHANGE_DONE = "Your password is changed; all other logins have ended"
CHANGE_WAIT = "too many wrong passwords: try again in {seconds} seconds"
LOGINS_TITLE = "Log out everywhere"
LOGINS_LEAD = "Ends every login of yours on any device, but not this one. API keys stay: revoke them by themselves."
LOGINS_BUTTON = "Log out everywhere else"
LOGINS_DONE = "All your other logins have ended"

# ---------------------------------------------------------------- keys
KEYS_TITLE = "API keys"
KEYS_LEAD = "For programs of yours. A key has the rights of your account."
KEYS_NONE = "You have no key yet."
KEY_COLUMNS = ("Label", "Made", "Expires", "")
KEY_NO_LABEL = "(no label)"
KEY_NEVER = "never"
KEY_EXPIRED = "expired {day}"
KEY_TITLE = "Make a key"
KEY_LEAD = "Give it a label that says what it is for, so that you can revoke it alone."
KEY_LABEL = "Label"
KEY_DAYS = "Days until it expires"
KEY_DAYS_HINT = "empty = never"
KEY_DAYS_WRONG = "give a number of days from 1 to {most}, or none"
KEY_PURPOSE = "What it is for"
KEY_PURPOSES = {"read": "Read through the JSON API", "record": "Let an agent on another computer record"}
KEY_BUTTON = "Make key"
KEY_SHOWN = "Your new key"
KEY_SHOWN_LEAD = "Shown this once. Copy it now; nobody can read it again."
KEY_REVOKE = "Revoke"
KEY_REVOKE_LABEL = "Revoke the keys labelled {label}"
KEY_REVOKED = "Revoked {count} with the label “{label}”"

# ---------------------------------------------------------------- audit
AUDIT_TITLE = "Audit"
AUDIT_LEAD = "Who did what when, newest first. Times are UTC."
AUDIT_COLUMNS = ("When (UTC)", "Who", "What", "Whose or which")
AUDIT_NONE = "Nothing was noted yet."
AUDIT_OLDER = "Show older"
