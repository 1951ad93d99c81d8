"""Every failure the product expects: each says what happened and what to do about it."""


class ClassroomError(Exception):
    """Base of all expected failures; the command line shows it as one line and exits with `exit_code`."""

    exit_code = 1


class ConfigError(ClassroomError):
    """A setting is unknown, of the wrong type or out of bounds, or the file cannot be read."""

    exit_code = 2


class CaptureError(ClassroomError):
    """A frame source (screen, video, folder, webcam) cannot be opened or broke."""

    exit_code = 3


class ModelError(ClassroomError):
    """A model file or its card is missing, altered, or does not fit this version."""

    exit_code = 4


class StorageError(ClassroomError):
    """The database cannot be opened, read or written."""

    exit_code = 5


class RefusedError(StorageError):
    """What was given contradicts what is stored, or cannot be stored at all: the same again is refused again."""


class ClockError(RefusedError):
    """What was given is dated in the future: the clock of the computer that made it is wrong."""


class NotFoundError(ClassroomError):
    """A session, participant or user named by the caller does not exist (or is ambiguous)."""

    exit_code = 6


class OutputError(ClassroomError):
    """A file that was asked for cannot be written."""

    exit_code = 7


class DataError(ClassroomError):
    """Training or evaluation data, or an imported file, has the wrong form."""

    exit_code = 8


class AnalysisError(ClassroomError):
    """One picture could not be analysed; the next one may be."""

    exit_code = 9


class NoPictureError(CaptureError):
    """What was given as a picture is none, or of a kind that is not read."""


class PictureSizeError(CaptureError):
    """A picture is larger than what is decoded."""


class BusyError(ClassroomError):
    """All that could do it are at work; the same may be asked again in a moment."""

    exit_code = 10
