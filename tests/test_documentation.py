"""What the documents say is what the program does."""

import re
from pathlib import Path

import pytest

from classroom.cli import cli
from classroom.config import Settings, load_settings
from classroom.report import REPORT_KINDS, build_report
from tests.engagement.builders import session_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CLI_DOC = (ROOT / "docs/cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", REPORT_KINDS)
def test_readme_lists_the_columns_of_every_report_in_their_order(kind: str) -> None:
    settings = load_settings()
    row = next(line for line in README.splitlines() if line.startswith(f"| `{kind}` |"))
    documented = [name for name in re.findall(r"`(\w+)`", row) if name not in {"class", "participant"}][1:]

    columns = build_report(kind, session_of([]), settings.engagement, settings.flags).columns

    assert documented == [name for name in columns if name != "participant"]


def test_every_command_and_option_is_documented() -> None:
    for name in cli.list_commands(None):  # type: ignore[arg-type]
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert f"`{name}" in CLI_DOC or f"`{name} " in CLI_DOC, name
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--config":
                    assert option in CLI_DOC or option == "--serve", f"{name} {option}"


def test_settings_named_in_the_documents_exist() -> None:
    text = README + "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    known = {section: field.annotation for section, field in Settings.model_fields.items()}
    for section, key in re.findall(r"`(\w+)\.(\w+)(?::[^`]*)?`", text):
        if section in known and key != "csv":  # faces.csv is a file
            assert key in known[section].model_fields, f"{section}.{key}"  # type: ignore[union-attr]


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_changelog_has_the_version() -> None:
    from classroom import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
