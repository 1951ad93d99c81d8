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
