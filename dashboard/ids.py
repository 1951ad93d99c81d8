"""Component ids that more than one module speaks to."""

ADDRESS = "address"
PAGE = "page"
TITLE = "page-title"
PROBLEM = "problem"
SCHEME = "scheme"  # "light" or "dark", as shown now; figures follow it
CHOICE = "scheme-choice"  # what the user chose, kept by the browser; assets/scheme.js reads it too
REFERENCE = "session-reference"  # the id of the session shown
VERSION = "session-version"  # SessionView.version as drawn now
TABLE = "session-table"
