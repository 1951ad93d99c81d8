"""Changes single settings of the user's own file; everything else in it, comments included, stays."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from classroom.errors import ConfigError
from classroom.transport.own_files import sweep_partials

Value = str | int


def save_capture(path: Path, values: Mapping[str, Value]) -> None:
    """Set keys of the section `capture` in a settings file, which is made when it is not there.

    Args:
        path: the user's file.
        values: key -> value; a key whose value is "" and that the file does not name is left out.

    Raises:
        ConfigError: the file cannot be read, understood or written; it is as it was.
    """
    try:
        before = path.read_bytes().decode("utf-8") if path.exists() else ""  # line ends as they are
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"settings file {path} cannot be read: {error}") from error
    after = change_capture(before, values)
    if after is None:
        wanted = ", ".join(f"{key}: {_write(value)}" for key, value in values.items() if value != "")
        raise ConfigError(
            f"settings file {path} is written in a way that only you can change: set capture: {{{wanted}}}"
        )
    _replace(path, after)


def change_capture(text: str, values: Mapping[str, Value]) -> str | None:
    """The text of a settings file with keys of `capture` set; None when it cannot be done without harm."""
    try:
        changed = text
        for key, value in values.items():
            changed = _set(changed, key, value)
        return changed if _expected(text, values) == (yaml.safe_load(changed) or {}) else None
    except (yaml.YAMLError, TypeError, ValueError):
        return None


def _set(text: str, key: str, value: Value) -> str:
    root: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    capture = _find(root, "capture")
    if capture is None:
        return text if value == "" else _append(text, key, value)
    name, section = capture
    found = _find(section, key)
    if found is not None:
        start, end = _span(found[1])
        space = "" if text[start - 1 : start].isspace() else " "  # `key:` without a value ends at the colon
        return text[:start] + space + _write(value) + text[end:]
    if value == "":
        return text
    line = f"{key}: {_write(value)}"
    return _insert(text, name, section, line)


def _insert(text: str, name: yaml.Node, section: yaml.Node, line: str) -> str:
    """The text with a new key at the beginning of a section, in the way the section is written."""
    entries = section.value if isinstance(section, yaml.MappingNode) else []
    if isinstance(section, yaml.MappingNode) and section.flow_style:
        at = _span(section)[0] + 1
        return text[:at] + line + (", " if entries else "") + text[at:]
    if entries:
        at = _span(entries[0][0])[0]
        return text[:at] + line + "\n" + " " * int(entries[0][0].start_mark.column) + text[at:]
    at = _span(name)[1] + 1  # behind the colon of an empty section
    return text[:at] + f"\n  {line}" + text[at:]


def _span(node: yaml.Node) -> tuple[int, int]:
    return int(node.start_mark.index), int(node.end_mark.index)


def _append(text: str, key: str, value: Value) -> str:
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{gap}capture:\n  {key}: {_write(value)}\n"


def _find(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The nodes of a key and its value."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next(((name, value) for name, value in node.value if name.value == key), None)


def _write(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)  # a JSON string is a YAML string


def _expected(text: str, values: Mapping[str, Value]) -> dict[str, Any]:
    settings = dict(yaml.safe_load(text) or {})
    capture = dict(settings.get("capture") or {})
    for key, value in values.items():
        if value != "" or key in capture:
            capture[key] = value
    return {**settings, "capture": capture} if capture or "capture" in settings else settings


def _replace(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep_partials(path)
        partial.write_bytes(text.encode("utf-8"))
        if path.exists():
            partial.chmod(path.stat().st_mode)
        partial.replace(path)
    except OSError as error:
        raise ConfigError(f"settings file {path} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            partial.unlink()
