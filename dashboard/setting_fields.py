"""What can be set on the pages, one field a setting: kind, bounds and unit, and reading what a browser sent."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from classroom.config import EngagementSettings, FlagSettings, ProfileSettings, Section
from classroom.domain import EMOTIONS
from classroom.errors import DataError
from classroom.settings_file import Setting
from classroom.settings_text import Key
from dashboard.preferences import Draft, kept_value
from dashboard.texts import settings as texts

DECIMALS = 6
MAX_FIELDS = 100
MAX_WORD = 200
PROFILE = "engagement:profile"
_UNITS = {"_s": "s", "_deg": "°", "_points": "points", "low_score": "points"}


class Kind(StrEnum):
    SHARE = "share"  # 0 to 1, with a slider
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One setting on a page; of a profile, the one that is chosen there."""

    name: str  # fit for a component id: "flags:low_score", "profile:facing", "weight:happy"
    kind: Kind
    lowest: float = 0.0
    highest: float = 1.0
    step: float = 0.05
    unit: str = ""

    def key(self, profile: str) -> Key:
        """Its place in the settings, of the profile of that name."""
        section, _, word = self.name.partition(":")
        home = ("engagement", "profiles", profile)
        return {"profile": (*home, word), "weight": (*home, "emotion_weights", word)}.get(section, (section, word))


def profile_fields() -> tuple[Field, ...]:
    """What a profile consists of: how the terms are joined, their weights, the expressions' weights."""
    share = ProfileSettings.model_fields["expression"].metadata  # the expressions' weights have the same bounds
    return (
        Field("profile:combine", Kind.CHOICE),
        *(_number(f"profile:{word}", share, Kind.SHARE) for word in ("expression", "facing")),
        *(_number(f"weight:{emotion.value}", share, Kind.SHARE) for emotion in EMOTIONS),
    )


def engagement_fields() -> tuple[Field, ...]:
    """The profile in use, and what is the same for all profiles."""
    return Field(PROFILE, Kind.CHOICE), *_fields_of("engagement", EngagementSettings)


def flag_fields() -> tuple[Field, ...]:
    return _fields_of("flags", FlagSettings)


def values_of(draft: Draft, fields: Sequence[Field], profile: str) -> dict[str, Any]:
    """The fields' values by name."""
    return {one.name: kept_value(draft, one.key(profile)).value for one in fields}


def read_changes(
    names: Sequence[object], values: Sequence[object], base: object, fields: Sequence[Field], profile: str
) -> tuple[Setting, ...]:
    """What differs from the base, as the browser sends it.

    Raises:
        DataError: a field is unknown, empty or of the wrong kind.
    """
    if len(names) != len(values) or len(names) > MAX_FIELDS or not isinstance(base, dict):
        raise DataError("the page is out of date: reload it")
    known = {one.name: one for one in fields}
    changes = []
    for name, value in zip(names, values, strict=True):
        field = known.get(name) if isinstance(name, str) else None
        if field is None:
            raise DataError(f"there is no setting {str(name)[:80]!r}: reload the page")
        read = _read(field, value)
        if read != base.get(field.name):
            changes.append(Setting(field.key(profile), read))
    return tuple(changes)


def read_base(base: Mapping[str, Any], fields: Sequence[Field], profile: str) -> tuple[Setting, ...]:
    """What held when the page was drawn."""
    return tuple(Setting(one.key(profile), base.get(one.name)) for one in fields)


def _read(field: Field, value: object) -> str | float | bool:
    if field.kind is Kind.SWITCH and value in ("on", "off"):
        return value == "on"
    if field.kind is Kind.CHOICE and isinstance(value, str) and len(value) <= MAX_WORD:
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if field.kind in {Kind.SHARE, Kind.NUMBER} and is_number and math.isfinite(value):  # type: ignore[arg-type]
        number = round(float(value), DECIMALS)  # type: ignore[arg-type]
        if field.lowest <= number <= field.highest:
            return number
    is_word = field.kind in {Kind.SWITCH, Kind.CHOICE}
    wanted = "choose one of the values" if is_word else f"give a number from {field.lowest:g} to {field.highest:g}"
    raise DataError(f"{texts.LABELS[field.name]}: {wanted}")


def _fields_of(section: str, model: type[Section]) -> tuple[Field, ...]:
    found = []
    for word, info in model.model_fields.items():
        if info.annotation is bool:
            found.append(Field(f"{section}:{word}", Kind.SWITCH))
        elif info.annotation is float:
            found.append(_number(f"{section}:{word}", info.metadata, Kind.NUMBER))
    return tuple(found)


def _number(name: str, bounds: Sequence[Any], kind: Kind) -> Field:
    lowest = highest = 0.0
    for bound in bounds:  # annotated-types' Ge, Gt, Le, Lt
        lowest = getattr(bound, "ge", getattr(bound, "gt", lowest))
        highest = getattr(bound, "le", getattr(bound, "lt", highest))
    unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")
    kind = Kind.SHARE if (lowest, highest) == (0, 1) else kind
    return Field(name, kind, lowest, highest, 0.05 if kind is Kind.SHARE else 1.0, unit)
