"""Participants and students, as a browser names them."""

from uuid import UUID

from classroom.errors import DataError
from dashboard.texts import people as words

MOST_DIGITS = 9  # of a participant's number


def read_number(text: object) -> int:
    """A participant's number, as a browser sends it. Raises: DataError."""
    digits = str(text)
    if isinstance(text, bool) or not digits.isascii() or not digits.isdigit() or len(digits) > MOST_DIGITS:
        raise DataError(words.NOBODY)
    return int(digits)


def read_student(text: object) -> UUID | None:
    """A student's id, as a browser sends it; None = nobody. Raises: DataError."""
    if text in (None, ""):
        return None
    try:
        return UUID(str(text)[:64])
    except ValueError as error:
        raise DataError(words.NO_STUDENT) from error
