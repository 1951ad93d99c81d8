"""The shipped file, the user's own and the variables -> the settings in force, or one line that says what is wrong."""

import os
import reprlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from classroom.config.places import BROWSER_VARIABLE, CONFIG_VARIABLE, FILE_NAME, PREFIX, find_config, resource
from classroom.config.settings import Settings
from classroom.config.yaml_values import find_line, read_values
from classroom.errors import ConfigError


def load_settings(path: Path | None = None) -> Settings:
    """The settings in force.

    Raises:
        ConfigError: one line that names the file, the line, the key and what is allowed.
    """
    shipped = resource(FILE_NAME)
    own = find_config(path)
    values = read_values(shipped)
    if own is not None:
        values = _merge(values, read_values(own))
    _refuse_unknown_variables()
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigError(_explain(error, own or shipped)) from error
    except ValueError as error:  # pydantic-settings: a variable that is no JSON
        raise ConfigError(f"a {PREFIX}* variable cannot be read: {error}") from error


def _merge(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both else value
    return merged


def _refuse_unknown_variables() -> None:
    for name in os.environ:
        section = name.removeprefix(PREFIX).split("__")[0].lower()
        if (
            name.startswith(PREFIX)
            and name not in {CONFIG_VARIABLE, BROWSER_VARIABLE}
            and section not in Settings.model_fields
        ):
            raise ConfigError(f"variable {name} is not a setting: sections are {', '.join(Settings.model_fields)}")


def _explain(error: ValidationError, path: Path) -> str:
    first = error.errors()[0]
    keys = [str(key) for key in first["loc"]]
    dotted = ".".join(keys)
    variable = PREFIX + "__".join(keys).upper()
    if variable in os.environ:
        where = f"variable {variable}"
    else:
        line = find_line(path, keys)
        where = f"{path}" + (f" line {line}" if line else "")
    reason = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
    given = "" if isinstance(first["input"], dict) else f" (given: {reprlib.repr(first['input'])})"
    return f"{where}: {dotted}: {reason}{given}"
