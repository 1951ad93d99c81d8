"""Where settings, data and what ships with the product lie."""

import os
from pathlib import Path

import platformdirs

from classroom.errors import ConfigError

PREFIX = "CLASSROOM_"
CONFIG_VARIABLE = "CLASSROOM_CONFIG"
BROWSER_VARIABLE = "CLASSROOM_NO_BROWSER"  # set: no browser is opened
FILE_NAME = "config.yaml"
_PACKAGE = Path(__file__).parent.parent  # classroom


def resource(name: str) -> Path:
    """Path of a file or folder that ships with the product (`config.yaml`, `migrations`).

    In the wheel it lies inside the package, in a checkout beside it.
    """
    inside = _PACKAGE / name
    return inside if inside.exists() else _PACKAGE.parent / name


def user_config_path() -> Path:
    return Path(platformdirs.user_config_dir("classroom", appauthor=False)) / FILE_NAME


def data_folder() -> Path:
    """The user's data folder: the default database and the secret key live there."""
    return Path(platformdirs.user_data_dir("classroom", appauthor=False))


def find_config(path: Path | None = None) -> Path | None:
    """The user's settings file, or None when only the shipped one applies.

    Raises:
        ConfigError: a file was named and is not there.
    """
    named = path or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    if named is not None:
        if not named.is_file():
            raise ConfigError(f"settings file {named} does not exist: correct --config or {CONFIG_VARIABLE}")
        return named
    return user_config_path() if user_config_path().is_file() else None
