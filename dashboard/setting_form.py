"""The settings' page as the browser sent it, and what its buttons ask for; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from classroom.config import FILE_NAME, EngagementSettings, load_settings, resource
from classroom.errors import DataError
from classroom.settings_file import Setting
from dashboard import formats
from dashboard.components.setting_inputs import FIELD_TYPE
from dashboard.preferences import Draft, apply_changes, copy_profile, with_version
from dashboard.setting_fields import (
    PROFILE,
    Field,
    engagement_fields,
    flag_fields,
    profile_fields,
    read_base,
    read_changes,
)
from dashboard.texts import settings as texts

SECTIONS = ("engagement", "flags")
PROFILE_ID = {"type": FIELD_TYPE, "name": PROFILE}
MOST_NAMED = 4


def fields_of(section: str) -> tuple[Field, ...]:
    return (*engagement_fields(), *profile_fields()) if section == "engagement" else flag_fields()


@dataclass(frozen=True, slots=True)
class Form:
    """The page's inputs as the browser sent them: anything."""

    section: object
    names: object
    values: object
    drawn: object  # the values the page was drawn with

    def changes(self, kept: Draft) -> tuple[Setting, ...]:
        """Raises: DataError."""
        names, values = self.names, self.values
        if not isinstance(names, list) or not isinstance(values, list):
            raise DataError(texts.OUT_OF_DATE)
        words = [one.get("name") if isinstance(one, dict) else None for one in names]
        return read_changes(words, values, self.drawn, self._fields(), self._profile(kept))

    def base(self, kept: Draft) -> tuple[Setting, ...]:
        """Raises: DataError."""
        if not isinstance(self.drawn, dict):
            raise DataError(texts.OUT_OF_DATE)
        return read_base(self.drawn, self._fields(), self._profile(kept))

    def _fields(self) -> tuple[Field, ...]:
        if self.section not in SECTIONS:
            raise DataError(texts.OUT_OF_DATE)
        return fields_of(str(self.section))

    def _profile(self, kept: Draft) -> str:
        """The profile that is chosen on the page."""
        names, values = self.names, self.values
        if self.section == "engagement" and isinstance(names, list) and isinstance(values, list):
            chosen = next((value for one, value in zip(names, values, strict=False) if one == PROFILE_ID), None)
            if not isinstance(chosen, str) or chosen not in kept.engagement.profiles:
                raise DataError(texts.NO_PROFILE)
            return chosen
        return kept.engagement.profile


Planned = tuple[tuple[Setting, ...], tuple[Setting, ...]]  # changes, and what they were decided on


def _plan_saving(kept: Draft, form: Form, _words: object) -> Planned:
    changes = with_version(kept, form.changes(kept))
    apply_changes(kept, changes)  # says in plain words what the file's own check would say with a line number
    return changes, form.base(kept)


def _plan_copy(kept: Draft, form: Form, words: object) -> Planned:
    name = words[0] if isinstance(words, list) and words and isinstance(words[0], str) else ""
    changes = form.changes(kept)
    copied = copy_profile(apply_changes(kept, changes), name)
    shared = tuple(one for one in changes if one.key[1] not in {"profile", "profiles"})
    return (*copied, *shared), (*form.base(kept), Setting(copied[0].key, None))


def _plan_removal(kept: Draft, form: Form, _words: object) -> Planned:
    name, shipped = kept.engagement.profile, shipped_engagement()
    if name in shipped.profiles:
        raise DataError(texts.SHIPPED.format(name=name))
    home = ("engagement", "profiles", name)
    return (Setting(("engagement", "profile"), shipped.profile), Setting(home, None)), form.base(kept)


def summary(changes: Sequence[Setting]) -> str:
    return texts.CHANGED.format(names=named_changes(changes)) if changes else texts.CHANGED_NONE


def named_changes(changes: Sequence[Setting]) -> str:
    """The first few of what changed, by the labels of the page."""
    labels = list(dict.fromkeys(_label(one) for one in changes if one.key[-1] != "version"))
    more = [texts.MORE.format(count=len(labels) - MOST_NAMED)] if len(labels) > MOST_NAMED else []
    return ", ".join([*labels[:MOST_NAMED], *more])


def _label(one: Setting) -> str:
    section, word = one.key[0], one.key[-1]
    if one.value is None:
        return texts.REMOVED_PROFILE.format(name=formats.plain(word, 40))
    if one.key[1] == "profiles":
        section = "weight" if "emotion_weights" in one.key else "profile"
    return texts.LABELS.get(f"{section}:{word}", word)


def shipped_engagement() -> EngagementSettings:
    """The program's own profiles."""
    return load_settings(resource(FILE_NAME)).engagement


PLANS: Mapping[str, Callable[[Draft, Form, object], Planned]] = {
    "save": _plan_saving,
    "copy": _plan_copy,
    "remove": _plan_removal,
}
