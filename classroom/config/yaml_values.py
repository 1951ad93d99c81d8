"""A settings file's values, read strictly: one line of explanation instead of a guess."""

from pathlib import Path
from typing import Any

import yaml

from classroom.errors import ConfigError

MAX_CHARACTERS = 100_000
_WORD, _MERGE = "tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"


def read_values(path: Path) -> dict[str, Any]:
    """The sections of a settings file, as they are written.

    Raises:
        ConfigError: the file cannot be read, or is none of ours.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > MAX_CHARACTERS:
            raise ConfigError(f"settings file {path} is too long: it is not one of ours")
        _refuse_odd_keys(yaml.compose(text, Loader=yaml.SafeLoader), path, set())
        values = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"settings file {path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        raise ConfigError(
            f"settings file {path}{where} is not valid YAML: {_one_line(getattr(error, 'problem', error))}"
        ) from error
    except (ValueError, RecursionError) as error:  # an impossible date, a number of thousands of digits, deep nesting
        raise ConfigError(f"settings file {path} cannot be understood: {_one_line(error)}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigError(f"settings file {path} must hold sections such as 'capture:', not a {type(values).__name__}")
    return values


def _one_line(reason: object) -> str:
    return " ".join(str(reason).split())[:200]


def _refuse_odd_keys(node: yaml.Node | None, path: Path, seen: set[int]) -> None:
    """Refuse keys that are no words and keys given twice, of which YAML would silently keep the last."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_odd_keys(item, path, seen)
    if not isinstance(node, yaml.MappingNode):
        return
    names: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag not in {_WORD, _MERGE}:
            raise ConfigError(f"{path} line {line}: a key must be a word")
        if key.value in names:
            raise ConfigError(f"{path} line {line}: {key.value} is given twice")
        names.add(key.value)
        _refuse_odd_keys(value, path, seen)


def find_line(path: Path, keys: list[str]) -> int | None:
    """The line in which the last known key of a path stands; None = not one of them is there."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    line = None
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            break
        found = next(((name, value) for name, value in node.value if name.value == key), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
