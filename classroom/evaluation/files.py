"""Files of an evaluation: written beside, then renamed, so that a full disk leaves no half of one."""

from pathlib import Path

from classroom.errors import OutputError


def write_file(path: Path, text: str) -> None:
    """Replaces the file in one step.

    Raises:
        OutputError: it cannot be written; what was there before is intact.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written: {error.strerror or error}; name another place") from error
