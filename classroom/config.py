"""`config.yaml` + `CLASSROOM_*` variables -> one closed, frozen `Settings`.

The shipped `config.yaml` is the only home of defaults; a user's file is merged over it, variables
outrank both. Looked for in this order: the path given, `CLASSROOM_CONFIG`, the user's folder.
"""

import os
import reprlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from classroom.domain import EMOTIONS, Emotion
from classroom.errors import ConfigError

PREFIX = "CLASSROOM_"
CONFIG_VARIABLE = "CLASSROOM_CONFIG"
BROWSER_VARIABLE = "CLASSROOM_NO_BROWSER"  # set: no browser is opened
FILE_NAME = "config.yaml"
MAX_CHARACTERS = 100_000
_WORD, _MERGE = "tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Points = Annotated[float, Field(ge=0, le=100)]
Degrees = Annotated[float, Field(ge=0, le=180)]
Pixels = Annotated[int, Field(ge=8, le=4000)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class CaptureSettings(Section):
    interval_s: Annotated[float, Field(ge=0.5, le=60)]
    monitor: Annotated[int, Field(ge=0, le=64)]
    region: Annotated[str, Field(pattern=r"^$|^ *-?\d{1,6} *, *-?\d{1,6} *, *[1-9]\d{0,5} *, *[1-9]\d{0,5} *$")]
    window: Annotated[str, Field(max_length=300)]
    frozen_after_s: Seconds
    give_up_after_s: Seconds
    black_below: Annotated[float, Field(ge=0, le=255)]
    time_zone: str
    owner: Annotated[str, Field(max_length=64)]


class GallerySettings(Section):
    min_tile_px: Pixels
    min_tiles: Annotated[int, Field(ge=1, le=49)]


class FaceSettings(Section):
    detector: Literal["network", "haar"]
    model: str
    threads: Annotated[int, Field(ge=1, le=64)]
    min_face_px: Pixels
    min_score: Share


class QualitySettings(Section):
    min_face_px: Pixels
    min_sharpness: Annotated[float, Field(ge=0)]
    min_score: Share


class NameSettings(Section):
    enabled: bool


class EmotionSettings(Section):
    model: str
    threads: Annotated[int, Field(ge=1, le=64)]


class TrackingSettings(Section):
    left_after_s: Seconds
    own_name: Annotated[str, Field(max_length=200)]


class PolicySettings(Section):
    emotions: Literal["ask", "on", "off"]
    without_consent: Literal["state_only", "drop"]
    unknown_names: Literal["read", "state_only", "drop"]
    pseudonyms: Literal["on", "off"]

    @field_validator("emotions", "pseudonyms", mode="before")
    @classmethod
    def _yaml_booleans(cls, value: object) -> object:
        # YAML 1.1 reads a bare on/off as a boolean.
        return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


class ProfileSettings(Section):
    version: Annotated[int, Field(ge=1)]
    combine: Literal["weighted", "product"]
    expression: Share
    facing: Share
    emotion_weights: Mapping[Emotion, Share]

    @model_validator(mode="after")
    def _complete(self) -> "ProfileSettings":
        missing = [emotion for emotion in EMOTIONS if emotion not in self.emotion_weights]
        if missing:
            raise ValueError(f"emotion_weights lacks {', '.join(missing)}")
        if self.combine == "weighted" and abs(self.expression + self.facing - 1) > 1e-9:
            raise ValueError("expression and facing must add up to 1 when combine is weighted")
        return self


class EngagementSettings(Section):
    profile: str
    smoothing_s: Seconds
    bin_s: Annotated[float, Field(ge=10, le=3600)]
    min_coverage: Share
    facing_full_deg: Degrees
    facing_zero_deg: Degrees
    profiles: Mapping[str, ProfileSettings]

    @model_validator(mode="after")
    def _consistent(self) -> "EngagementSettings":
        if self.profile not in self.profiles:
            raise ValueError(f"profile {self.profile!r} is not one of {', '.join(self.profiles)}")
        if self.facing_zero_deg <= self.facing_full_deg:
            raise ValueError("facing_zero_deg must be larger than facing_full_deg")
        return self


class FlagSettings(Section):
    min_duration_s: Seconds
    warm_up_s: Seconds
    below_median_points: Points
    low_score: Points
    hysteresis_points: Points
    no_face_s: Seconds
    majority: Share
    eyes_closed_above: Share
    turned_away_deg: Degrees
    cool_down_s: Seconds
    camera_off: bool
    camera_off_s: Seconds
    dip_share: Share
    dip_points: Points
    dip_window_s: Seconds


class StorageSettings(Section):
    url: str
    busy_timeout_s: Seconds


class RetentionSettings(Section):
    days: Annotated[float, Field(ge=0, le=36_500)]


class ServerSettings(Section):
    host: str
    port: Annotated[int, Field(ge=1, le=65_535)]
    trusted_proxy: bool
    session_hours: Annotated[float, Field(gt=0, le=720)]
    setup_link_minutes: Annotated[float, Field(gt=0, le=10_080)]
    refresh_s: Annotated[float, Field(ge=1, le=60)]
    threads: Annotated[int, Field(ge=1, le=64)]
    connections: Annotated[int, Field(ge=10, le=10_000)]


class DeliverySettings(Section):
    server: Annotated[str, Field(max_length=300)]
    token: Annotated[str, Field(max_length=128, repr=False)]


class LoggingSettings(Section):
    level: Literal["debug", "info", "warning", "error"]
    format: Literal["text", "json"]


class Settings(BaseSettings):
    """All settings; a component is given its own section, never the whole."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=False,
    )

    capture: CaptureSettings
    gallery: GallerySettings
    faces: FaceSettings
    quality: QualitySettings
    names: NameSettings
    emotions: EmotionSettings
    tracking: TrackingSettings
    policy: PolicySettings
    engagement: EngagementSettings
    flags: FlagSettings
    storage: StorageSettings
    retention: RetentionSettings
    server: ServerSettings
    delivery: DeliverySettings
    logging: LoggingSettings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings


def resource(name: str) -> Path:
    """Path of a file or folder that ships with the product (`config.yaml`, `migrations`).

    In the wheel it lies inside the package, in a checkout beside it.
    """
    inside = Path(__file__).parent / name
    return inside if inside.exists() else Path(__file__).parent.parent / name


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


def load_settings(path: Path | None = None) -> Settings:
    """The settings in force.

    Raises:
        ConfigError: one line that names the file, the line, the key and what is allowed.
    """
    shipped = resource(FILE_NAME)
    own = find_config(path)
    values = _read_yaml(shipped)
    if own is not None:
        values = _merge(values, _read_yaml(own))
    _refuse_unknown_variables()
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigError(_explain(error, own or shipped)) from error
    except ValueError as error:  # pydantic-settings: a variable that is no JSON
        raise ConfigError(f"a {PREFIX}* variable cannot be read: {error}") from error


def _read_yaml(path: Path) -> dict[str, Any]:
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
        line = _line_of(path, keys)
        where = f"{path}" + (f" line {line}" if line else "")
    reason = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
    given = "" if isinstance(first["input"], dict) else f" (given: {reprlib.repr(first['input'])})"
    return f"{where}: {dotted}: {reason}{given}"


def _line_of(path: Path, keys: list[str]) -> int | None:
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
