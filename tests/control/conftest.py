"""An agent's folder and a clock that stands still."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "agent"
