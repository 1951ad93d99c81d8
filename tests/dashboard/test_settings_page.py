"""Settings: who may see and change what, what the browser may send, and that a change is used at once."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from classroom.config import Settings
from classroom.errors import DataError
from classroom.storage import Store
from dashboard.preferences import Draft, apply_changes, compare, copy_profile, with_version
from dashboard.setting_fields import engagement_fields, profile_fields, values_of
from dashboard.setting_form import Form
from tests.dashboard.settings_calls import FILE, MIRA, Tuned, audit, form_of, press, preview, send, show, tune
from tests.dashboard.site import HOSTILE_NAMES, Site


@pytest.fixture
def tuned(class_store: Store, settings: Settings, tmp_path: Path) -> Tuned:
    return tune(class_store, settings, tmp_path)


@pytest.fixture
def kept(settings: Settings) -> Draft:
    return Draft(settings.engagement, settings.flags)


# ---------------------------------------------------------------- who sees what


@pytest.mark.parametrize("part", ["", "flags", "users", "account", "keys", "audit"])
def test_an_administrator_has_every_part(tuned: Tuned, part: str) -> None:
    shown = show(tuned.site, part, "root")

    assert '"aria-current":"page"' in shown
    assert "This page does not exist" not in shown


@pytest.mark.parametrize("part", ["users", "audit", "nothing", "../about", "%00", "x" * 5000])
def test_a_teacher_is_told_that_there_is_no_such_part(tuned: Tuned, part: str) -> None:
    shown = show(tuned.site, part, "mira")

    assert "settings-nav" not in shown
    assert "users-list" not in shown
    assert "There is no such part of the settings" in shown
    assert "This session" not in shown


def test_a_teacher_can_try_but_finds_no_button_to_save(tuned: Tuned) -> None:
    shown = show(tuned.site, "", "mira")

    assert "Only an administrator can save" in shown
    assert '"name":"discard"' in shown
    assert '"name":"save"' not in shown
    assert '"name":"copy"' not in shown


def test_a_key_that_a_variable_decides_is_shown_as_such(tuned: Tuned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSROOM_FLAGS__LOW_SCORE", "20")

    assert "decided by the variable CLASSROOM_FLAGS__LOW_SCORE" in show(tuned.site, "flags", "root")


def test_without_a_settings_file_everything_can_be_tried(site: Site) -> None:
    shown = show(site, "", "root")

    assert "started without a settings file" in shown
    assert '"name":"save"' not in shown


# ---------------------------------------------------------------- the preview


def test_the_preview_shows_what_a_weight_would_do_and_keeps_nothing(tuned: Tuned) -> None:
    lesson = str(tuned.site.session("Physics 101").id)
    before = tuned.site.queries.view(MIRA, lesson).version

    shown = preview(tuned, "mira", form_of(tuned, "engagement", **{"weight:happy": 0.0}))

    assert "Changed: Happy" in shown
    assert "expression-1 v2" in shown
    assert tuned.site.queries.view(MIRA, lesson).version == before
    assert tuned.path.read_text() == FILE


def test_the_preview_names_the_students_whose_hints_would_come(tuned: Tuned) -> None:
    shown = preview(tuned, "mira", form_of(tuned, "flags", **{"flags:low_score": 95.0, "flags:warm_up_s": 1200.0}))

    assert "Would come" in shown
    assert "Ada Okafor" in shown


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"weight:happy": None}, "Happy: give a number from 0 to 1"),
        ({"weight:happy": ""}, "Happy: give a number"),
        ({"weight:happy": 1.5}, "Happy: give a number from 0 to 1"),
        ({"weight:happy": True}, "Happy: give a number"),
        ({"weight:happy": {"a": [1]}}, "Happy: give a number"),
        ({"weight:happy": "9" * 100_000}, "Happy: give a number"),
        ({"profile:expression": 0.5}, "must add up to 1"),
        ({"profile:combine": "sum"}, "weighted"),
        ({"engagement:profile": "nobody"}, "there is no such profile"),
        ({"engagement:facing_full_deg": 90}, "facing_zero_deg must be larger"),
        ({"engagement:smoothing_s": 0}, "greater than 0"),
        ({"server:port": 80}, "there is no setting"),
    ],
)
def test_what_cannot_be_is_told_in_one_line_and_never_saved(
    tuned: Tuned, changes: dict[str, Any], problem: str
) -> None:
    given = form_of(tuned, "engagement", **changes)

    assert problem in preview(tuned, "root", given)
    assert problem in press(tuned, "root", "save", given)
    assert tuned.path.read_text() == FILE


@pytest.mark.parametrize(
    "state",
    [
        {"settings-base.data": None},
        {"settings-base.data": [1]},
        {"settings-section.data": "server"},
        {"settings-section.data": {"a": 1}},
        {"settings-session.value": {"a": 1}},
        {"settings-session.value": "x" * 10_000},
        {"settings-session.value": "0" * 32},
    ],
)
def test_a_forged_page_is_told_and_breaks_nothing(tuned: Tuned, state: dict[str, Any]) -> None:
    given = form_of(tuned, "engagement", **{"weight:happy": 0.5}) | state

    answer = preview(tuned, "mira", given)

    assert "reload it" in answer or "choose a class" in answer or "no session" in answer


def test_before_the_first_class_the_page_has_nothing_to_complain_about(tuned: Tuned) -> None:
    given = form_of(tuned, "engagement") | {"settings-session.value": None}

    shown = json.loads(preview(tuned, "mira", given))["response"]

    assert shown["settings-problem"] == {"children": "", "hidden": True}
    assert "settings-figure" not in shown


def test_another_teachers_class_cannot_be_looked_at(tuned: Tuned) -> None:
    given = form_of(tuned, "engagement") | {"settings-session.value": str(tuned.site.session("Secrets").id)}

    assert "Mean engagement" not in preview(tuned, "mira", given)


def test_hostile_names_are_text_in_the_preview(tuned: Tuned) -> None:
    hostile = tuned.site.session("<script>alert(1)</script>")
    given = form_of(tuned, "flags", **{"flags:low_score": 100.0, "flags:min_duration_s": 60.0})

    shown = preview(tuned, "mira", given | {"settings-session.value": str(hostile.id)})

    assert "Would come" in shown
    assert HOSTILE_NAMES[2] not in shown
    assert "\\u0000" not in shown
    assert "\\u202e" not in shown


# ---------------------------------------------------------------- saving


def test_a_saved_weight_is_a_new_version_and_used_at_once(tuned: Tuned) -> None:
    queries = tuned.site.queries
    lesson = str(tuned.site.session("Physics 101").id)
    before, digest = queries.view(MIRA, lesson), queries.digest(MIRA, lesson)

    answer = press(tuned, "root", "save", form_of(tuned, "engagement", **{"weight:neutral": 0.5}))

    after = queries.view(MIRA, lesson)
    assert "Settings saved: Neutral" in answer
    assert (before.profile, after.profile) == ("expression-1 v1", "expression-1 v2")
    assert after.summary.mean_engagement != before.summary.mean_engagement
    assert queries.digest(MIRA, lesson) != digest
    assert tuned.path.read_text().startswith(FILE)
    written = tuned.path.read_text().removeprefix(FILE)
    assert sorted(re.findall(r"(\w+): \S", written)) == ["neutral", "version"]
    assert audit(tuned.site)[0][:2] == ("root", "settings changed")
    assert "neutral=0.5" in audit(tuned.site)[0][2]


def test_a_saved_change_can_be_undone(tuned: Tuned) -> None:
    answer = press(
        tuned, "root", "save", form_of(tuned, "flags", **{"flags:low_score": 50.0, "flags:camera_off": "on"})
    )
    assert tuned.file.load().flags.camera_off
    mark = re.search(r'"mark":"(\w+)"', answer)
    assert mark is not None
    offered = {"action": "settings.save", "values": {"mark": mark.group(1)}}

    for name, done in (("mira", "only an administrator"), ("root", "the settings are as they were")):
        client = tuned.site.logged_in(name)
        given = {"undo-button.n_clicks": 1, "undo-offer.data": offered}
        assert done in send(client, tuned.site, "undo-done.data", given, changed="undo-button.n_clicks")

    assert tuned.path.read_text() == FILE
    assert tuned.site.queries.flags.low_score == 35.0
    assert audit(tuned.site)[0] == ("root", "settings change undone", str(tuned.path))


def test_of_two_tabs_the_later_save_is_refused_with_what_changed(tuned: Tuned) -> None:
    first = form_of(tuned, "flags", **{"flags:low_score": 50.0})
    second = form_of(tuned, "flags", **{"flags:no_face_s": 100.0})
    press(tuned, "root", "save", first)

    answer = press(tuned, "root", "save", second)

    assert "flags.low_score is 50.0" in answer
    assert "settings-refused" in answer
    assert "settings-refused" not in preview(tuned, "root", second)  # an answer that comes late leaves it alone
    assert tuned.file.load().flags.no_face_s == 300.0


@pytest.mark.parametrize("action", ["save", "copy", "remove"])
def test_a_teacher_cannot_save_whatever_the_browser_sends(tuned: Tuned, action: str) -> None:
    given = form_of(tuned, "engagement", **{"weight:happy": 0.5}) | {"settings-text.value": {"own": "mine"}}

    press(tuned, "mira", action, given)

    assert tuned.path.read_text() == FILE
    assert tuned.site.queries.engagement.profile == "expression-1"


def test_an_own_profile_is_a_copy_with_its_first_version_and_can_be_removed(tuned: Tuned) -> None:
    given = form_of(tuned, "engagement", **{"weight:happy": 0.5}) | {"settings-text.value": {"own": " My-Class "}}

    press(tuned, "root", "copy", given)

    engagement = tuned.site.queries.engagement
    assert engagement.profile == "my-class"
    assert engagement.profiles["my-class"].version == 1
    assert engagement.profiles["my-class"].emotion_weights["happy"] == 0.5  # type: ignore[index]
    assert engagement.profiles["expression-1"].emotion_weights["happy"] == 0.6  # type: ignore[index]
    press(tuned, "root", "remove", form_of(tuned, "engagement"))
    assert "my-class" not in tuned.path.read_text()
    assert tuned.site.queries.engagement.profile == "classroom-1"


def test_a_profile_of_the_program_stays(tuned: Tuned) -> None:
    assert "cannot be removed" in press(tuned, "root", "remove", form_of(tuned, "engagement"))


@pytest.mark.parametrize("name", ["", "-", "1a", "a b", "a.b", "é", "a" * 41, "presence", "<script>", "a: {b"])
def test_a_name_that_is_none_or_taken_is_refused(kept: Draft, name: str) -> None:
    with pytest.raises(DataError):
        copy_profile(kept, name)


def test_a_variable_that_outranks_is_named_and_nothing_is_written(
    tuned: Tuned, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = form_of(tuned, "flags", **{"flags:low_score": 50.0})
    monkeypatch.setenv("CLASSROOM_FLAGS__LOW_SCORE", "35")

    answer = press(tuned, "root", "save", given)

    assert "the variable CLASSROOM_FLAGS__LOW_SCORE outranks flags.low_score" in answer
    assert tuned.path.read_text() == FILE


def test_a_change_without_a_difference_is_told(tuned: Tuned) -> None:
    assert "nothing was changed" in press(tuned, "root", "save", form_of(tuned, "flags"))


def test_switching_the_profile_is_no_new_version(kept: Draft) -> None:
    names = [{"type": "settings-field", "name": name} for name in ("engagement:profile",)]
    base = values_of(kept, (*engagement_fields(), *profile_fields()), "presence")
    form = Form("engagement", names, ["presence"], base)

    changes = with_version(kept, form.changes(kept))

    assert [(one.name, one.value) for one in changes] == [("engagement.profile", "presence")]
    assert apply_changes(kept, changes).engagement.profile == "presence"


def test_a_comparison_tells_which_hints_stay(tuned: Tuned, kept: Draft) -> None:
    same = compare(tuned.site.queries, MIRA, str(tuned.site.session("Physics 101").id), kept)

    assert (same.come, same.go) == ((), ())
    assert same.stay == len(same.before.flags) > 0
