import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from classroom.domain import FrameStatus, SessionStatus
from classroom.errors import StorageError
from classroom.storage.column_types import CleanText, Code, UtcDateTime, Word

SQLITE = sqlite.dialect()


@pytest.mark.parametrize("text", ["Ben\x1b[31m\x07", "\x1b]0;title\x07Ben", "Ben\x9b2J", "\x7fBen\r\n\tCarter"])
def test_nothing_is_stored_that_would_command_a_terminal(text: str) -> None:
    stored = CleanText(100).process_bind_param(text, SQLITE) or ""

    assert "Ben" in stored
    assert not any(unicodedata.category(one) == "Cc" and one not in "\t\r\n" for one in stored)
    assert [one for one in stored if one in "\t\r\n"] == [one for one in text if one in "\t\r\n"]


def test_a_time_is_stored_in_utc_and_read_aware() -> None:
    vienna = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=1)))

    stored = UtcDateTime().process_bind_param(vienna, SQLITE)
    read = UtcDateTime().process_result_value(datetime(2026, 3, 2, 9), SQLITE)

    assert stored == read == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(StorageError, match="has no zone"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 2, 9), SQLITE)


@pytest.mark.parametrize(
    ("text", "stored"),
    [("Ada\0 L.", "Ada L."), ("x" * 9, "xxxxx"), ("a\udcff", "a?"), ("Ωmega", "Ωmega"), ("", "")],
)
def test_text_is_made_storable(text: str, stored: str) -> None:
    assert CleanText(5 if len(text) == 9 else 20).process_bind_param(text, SQLITE) == stored


def test_a_word_or_code_of_a_newer_version_asks_for_an_update() -> None:
    with pytest.raises(StorageError, match="update classroom"):
        Word(SessionStatus).process_result_value("paused", SQLITE)
    with pytest.raises(StorageError, match="update classroom"):
        Code(FrameStatus).process_result_value(99, SQLITE)


@pytest.mark.parametrize("kind", [Word(SessionStatus), Code(FrameStatus), UtcDateTime()])
def test_absent_stays_absent(kind: Word | Code | UtcDateTime) -> None:
    assert kind.process_bind_param(None, SQLITE) is None
    assert kind.process_result_value(None, SQLITE) is None
