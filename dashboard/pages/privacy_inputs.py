"""What the forms of the privacy settings send: a course and a name, which a browser may make up."""

from classroom.errors import DataError
from dashboard.texts import privacy as texts

MAX_COURSE, MAX_NAME = 200, 200  # characters


def read_course(value: object) -> str | None:
    """None = none was chosen. Raises: DataError."""
    return read_name(value, MAX_COURSE) or None


def read_name(value: object, most: int = MAX_NAME) -> str:
    """ "" = nothing was typed. Raises: DataError."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise DataError(texts.OUT_OF_DATE)
    return value
