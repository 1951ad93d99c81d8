"""Settings that are tried out on a recorded class and kept by administrators."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import ValidationError

from classroom.config import EngagementSettings, FlagSettings, Settings
from classroom.domain import Flag, Role, User
from classroom.errors import DataError
from classroom.settings_file import Saved, Setting, value_of
from classroom.settings_text import Key
from dashboard.queries import Queries
from dashboard.views import SessionView

Note = Callable[[User, str, str], None]  # user, action, subject: an audit line
FIRST_VERSION = 1
MAX_PROFILE_NAME = 40
WEIGHTS = ("combine", "expression", "facing", "emotion_weights")  # of a profile: what makes another version of it


class Preferences(Protocol):
    """Where settings are kept (`classroom.settings_file.SettingsFile`); all but `place` raise ConfigError."""

    @property
    def place(self) -> str:
        """Where, in words."""

    def load(self) -> Settings:
        """What is kept now; a running dashboard may use older ones."""

    def outranked_by(self, key: Key) -> str | None:
        """The variable that decides this key whatever is kept, or None."""

    def save(self, changes: Sequence[Setting], *, base: Sequence[Setting]) -> Saved:
        """Keep these; refused when `base` no longer holds."""

    def undo(self, mark: str) -> Settings:
        """Keep what was kept before; refused when it was changed again since."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Settings that somebody tries out."""

    engagement: EngagementSettings
    flags: FlagSettings


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One class under the settings in use and under a draft."""

    before: SessionView
    after: SessionView
    come: tuple[Flag, ...]  # raised under the draft alone, by start
    go: tuple[Flag, ...]  # raised under the settings in use alone

    @property
    def stay(self) -> int:
        return len(self.before.flags) - len(self.go)


class Tuning:
    """Trying settings out, keeping them and taking them back; safe to share between threads."""

    def __init__(self, queries: Queries, preferences: Preferences, note: Note) -> None:
        self._queries = queries
        self._preferences = preferences
        self._note = note

    @property
    def place(self) -> str:
        return self._preferences.place

    def load(self) -> Draft:
        """What is kept. Raises: ConfigError."""
        settings = self._preferences.load()
        return Draft(settings.engagement, settings.flags)

    def outranked_by(self, key: Key) -> str | None:
        return self._preferences.outranked_by(key)

    def is_in_use(self, kept: Draft) -> bool:
        """False when the file was changed by other means than these pages since the dashboard was started."""
        return (kept.engagement, kept.flags) == (self._queries.engagement, self._queries.flags)

    def save(self, user: User, changes: Sequence[Setting], base: Sequence[Setting]) -> Saved:
        """Keeps the changes; the dashboard computes with them from now on.

        Raises:
            DataError: the user is no administrator, or nothing would change.
            ConfigError: they cannot be kept; nothing has changed.
        """
        _require_admin(user)
        if not changes:
            raise DataError("nothing was changed: there is nothing to save")
        saved = self._preferences.save(changes, base=base)
        self._queries.use(saved.settings.engagement, saved.settings.flags)
        self._note(user, "settings changed", ", ".join(f"{one.name}={one.value}" for one in changes))
        return saved

    def undo(self, user: User, mark: str) -> None:
        """Raises: DataError (no administrator), ConfigError (changed again since, or not writable)."""
        _require_admin(user)
        settings = self._preferences.undo(mark)
        self._queries.use(settings.engagement, settings.flags)
        self._note(user, "settings change undone", self.place)


def compare(queries: Queries, user: User, reference: str, draft: Draft) -> Comparison:
    """A class of the user's as it is and as it would be.

    Raises:
        NotFoundError: no such session, or not this user's.
        StorageError: the database does not answer.
    """
    before = queries.view(user, reference)
    after = queries.what_if(user, reference, draft.engagement, draft.flags)
    return Comparison(before, after, come=_missing(after.flags, before.flags), go=_missing(before.flags, after.flags))


def apply_changes(kept: Draft, changes: Sequence[Setting]) -> Draft:
    """What is kept with these changes; a weight of a profile that changes makes its version grow.

    Raises:
        DataError: a value is not allowed, or there is no such key.
    """
    values: dict[str, Any] = {
        "engagement": kept.engagement.model_dump(mode="json"),
        "flags": kept.flags.model_dump(mode="json"),
    }
    for one in changes:
        _put(values, one)
    try:
        engagement = EngagementSettings.model_validate(values["engagement"])
        return Draft(engagement, FlagSettings.model_validate(values["flags"]))
    except ValidationError as error:
        raise DataError(_explain(error)) from error


def with_version(kept: Draft, changes: Sequence[Setting]) -> tuple[Setting, ...]:
    """The changes, and the next version of each known profile whose weights they change."""
    touched = {one.key[2] for one in changes if _is_weight(one.key)}
    known = kept.engagement.profiles
    versions = [
        Setting(("engagement", "profiles", name, "version"), known[name].version + 1)
        for name in sorted(touched)
        if name in known
    ]
    return (*changes, *versions)


def copy_profile(draft: Draft, name: str) -> tuple[Setting, ...]:
    """The profile in use of a draft under a new name, put to use.

    Raises:
        DataError: the name is taken or no name.
    """
    name = name.strip().lower()
    plain = name.replace("-", "")
    if not (plain.isascii() and plain.isalnum() and name[0].isalpha() and len(name) <= MAX_PROFILE_NAME):
        raise DataError(
            f"a profile's name has up to {MAX_PROFILE_NAME} letters a-z, digits and hyphens, a letter first: choose one"
        )
    if name in draft.engagement.profiles:
        raise DataError(f"there is a profile {name} already: choose another name")
    profile = draft.engagement.profiles[draft.engagement.profile]
    values = profile.model_copy(update={"version": FIRST_VERSION}).model_dump(mode="json")
    weights = values.pop("emotion_weights")
    home = ("engagement", "profiles", name)
    return (
        *(Setting((*home, key), value) for key, value in values.items()),
        *(Setting((*home, "emotion_weights", key), value) for key, value in weights.items()),
        Setting(("engagement", "profile"), name),
    )


def kept_value(kept: Draft, key: Key) -> Setting:
    """The key with what it is now."""
    section = kept.engagement if key[0] == "engagement" else kept.flags
    return Setting(key, value_of(section, key[1:]))


def _is_weight(key: Key) -> bool:
    return len(key) > 3 and key[:2] == ("engagement", "profiles") and key[3] in WEIGHTS


def _missing(flags: Sequence[Flag], others: Sequence[Flag]) -> tuple[Flag, ...]:
    """The flags that have no counterpart: the same reason for the same student at overlapping times."""
    return tuple(one for one in flags if not any(_meet(one, other) for other in others))


def _meet(one: Flag, other: Flag) -> bool:
    if (one.participant, one.reason) != (other.participant, other.reason):
        return False
    return (other.end is None or one.start <= other.end) and (one.end is None or other.start <= one.end)


def _require_admin(user: User) -> None:
    if user.role is not Role.ADMIN:
        raise DataError("only an administrator can change settings: ask one")


def _put(values: dict[str, Any], one: Setting) -> None:
    place: Any = values
    for word in one.key[:-1]:
        place = place.setdefault(word, {}) if isinstance(place, dict) else None
    if not isinstance(place, dict):
        raise DataError(f"{one.name[:80]} is no setting: reload the page")
    place[one.key[-1]] = one.value


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(word) for word in first["loc"])
    reason = first["msg"].removeprefix("Value error, ")
    return f"{where}: {reason}" if where else reason
