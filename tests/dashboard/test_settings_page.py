"""Settings: who may see and change what, what the browser may send, and that a change is used at once."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from classroom.config import Settings
from classroom.domain import Role, User
from classroom.errors import DataError
from classroom.settings_file import SettingsFile
from classroom.storage import Store
from dashboard.preferences import Draft, apply_changes, compare, copy_profile, with_version
from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from dashboard.setting_fields import engagement_fields, flag_fields, profile_fields, values_of
from dashboard.setting_form import Form
from tests.dashboard.site import HOSTILE_NAMES, PASSWORD, Site, build_site, log_in

MIRA, ROOT = User("mira", Role.TEACHER, True), User("root", Role.ADMIN, True)
FILE = "# ours\nengagement:\n  profile: expression-1  # the class has no head direction\n"


@dataclass(frozen=True)
class Tuned:
    """A dashboard with a settings file."""

    site: Site
    file: SettingsFile
    path: Path


@pytest.fixture
def tuned(class_store: Store, settings: Settings, tmp_path: Path) -> Tuned:
    path = tmp_path / "config.yaml"
    path.write_text(FILE, encoding="utf-8")
    file = SettingsFile(path)
    return Tuned(build_site(class_store, settings, preferences=file), file, path)


@pytest.fixture
def kept(settings: Settings) -> Draft:
    return Draft(settings.engagement, settings.flags)


def show(site: Site, part: str, name: str) -> str:
    client = site.logged_in(name)
    return send(client, site, "page.children", {"address.pathname": f"/settings/{part}"}, changed="address.pathname")


def send(
    client: FlaskClient, site: Site, output: str, given: dict[str, Any], *, pressed: Any = None, changed: str = ""
) -> str:
    """What the server answers to a callback: `given` by `id.property`, of many by `type.property` as {name: value}."""
    site.app.server.test_client().get("/healthz")
    key = next(key for key in site.app.callback_map if re.split(r"[@.]{2,}|@", key.strip("."))[0] == output)
    entry = site.app.callback_map[key]
    body = {
        "output": key,
        "outputs": [_split(one) for one in key.strip(".").split("...")] if key.startswith("..") else _split(key),
        "inputs": [_given(one, given) for one in entry["inputs"]],
        "state": [_given(one, given) for one in entry["state"]],
        "changedPropIds": [changed or f"{json.dumps(pressed, sort_keys=True, separators=(',', ':'))}.n_clicks"],
    }
    if isinstance(pressed, dict):
        body["inputs"] = [
            [{"id": pressed, "property": "n_clicks", "value": 1}]
            if isinstance(one, list) and _is_press(one, spec)
            else one
            for one, spec in zip(body["inputs"], entry["inputs"], strict=True)
        ]
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    answer = client.post("/_dash-update-component", json=body, headers={CSRF_HEADER: token.value})
    assert answer.status_code in {200, 204}, answer.text
    return _plain(answer.text)


def _plain(answer: str) -> str:
    """The answer as its JSON means it, as far as tests look at it."""
    for code, character in (("002f", "/"), ("003c", "<"), ("003e", ">")):
        answer = answer.replace(f"\\u{code}", character)
    return answer


def _is_press(_one: list[Any], spec: dict[str, Any]) -> bool:
    return bool(spec["property"] == "n_clicks")


def _given(spec: dict[str, Any], given: dict[str, Any]) -> Any:
    identifier, name = spec["id"], spec["property"]
    if not identifier.startswith("{"):
        return {**spec, "value": given.get(f"{identifier}.{name}")}
    pattern = json.loads(identifier)
    if pattern.get("name") != ["ALL"]:
        return {"id": pattern, "property": name, "value": given.get(f"{pattern['type']}.{name}")}
    values = given.get(f"{pattern['type']}.value", {})
    return [
        {"id": {**pattern, "name": one}, "property": name, "value": {**pattern, "name": one} if name == "id" else value}
        for one, value in values.items()
    ]


def _split(output: str) -> dict[str, str]:
    identifier, _, name = output.rpartition(".")
    return {"id": identifier, "property": name}


def form_of(tuned: Tuned, section: str, **changes: Any) -> dict[str, Any]:
    """The page's state as a browser would hold it, with some fields changed."""
    settings = tuned.file.load()
    kept = Draft(settings.engagement, settings.flags)
    fields = (*engagement_fields(), *profile_fields()) if section == "engagement" else flag_fields()
    base = values_of(kept, fields, kept.engagement.profile)
    shown = {name: ("on" if value else "off") if isinstance(value, bool) else value for name, value in base.items()}
    return {
        "settings-section.data": section,
        "settings-base.data": base,
        "settings-field.value": {**shown, **changes},
        "settings-session.value": str(tuned.site.session("Physics 101").id),
        "scheme.data": "light",
    }


def press(tuned: Tuned, name: str, action: str, given: dict[str, Any]) -> str:
    button = {"name": action, "type": "settings-action"}
    return send(tuned.site.logged_in(name), tuned.site, "settings-body.children", given, pressed=button)


def preview(tuned: Tuned, name: str, given: dict[str, Any]) -> str:
    return send(
        tuned.site.logged_in(name), tuned.site, "settings-figure.figure", given, changed="settings-session.value"
    )


def audit(site: Site) -> list[tuple[str, str, str]]:
    return [(one.actor, one.action, one.subject) for one in site.store.audit(count=50)]


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
        {"settings-session.value": None},
        {"settings-session.value": "x" * 10_000},
        {"settings-session.value": "0" * 32},
    ],
)
def test_a_forged_page_is_told_and_breaks_nothing(tuned: Tuned, state: dict[str, Any]) -> None:
    given = form_of(tuned, "engagement", **{"weight:happy": 0.5}) | state

    answer = preview(tuned, "mira", given)

    assert "reload it" in answer or "choose a class" in answer or "no session" in answer


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


# ---------------------------------------------------------------- users


def add_user(site: Site, name: str, role: str = "teacher", asking: str = "root") -> str:
    given = {"users-add.n_clicks": 1, "users-name.value": name, "users-role.value": role}
    return send(site.logged_in(asking), site, "users-link.children", given, changed="users-add.n_clicks")


def press_user(site: Site, asking: str, action: str, name: str) -> str:
    client = site.logged_in(asking)
    button = {"action": action, "name": name, "type": "users-do"}
    return _press_row(client, site, button)


def _press_row(client: FlaskClient, site: Site, button: dict[str, str]) -> str:
    site.app.server.test_client().get("/healthz")
    key = next(key for key in site.app.callback_map if "users-asked.data" in key)
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    body = {
        "output": key,
        "outputs": [_split(one) for one in key.strip(".").split("...")],
        "inputs": [[{"id": button, "property": "n_clicks", "value": 1}]],
        "state": [],
        "changedPropIds": [f"{json.dumps(button, sort_keys=True, separators=(',', ':'))}.n_clicks"],
    }
    return _plain(client.post("/_dash-update-component", json=body, headers={CSRF_HEADER: token.value}).text)


def test_a_user_is_added_by_a_link_that_works_once(tuned: Tuned) -> None:
    site = tuned.site

    answer = add_user(site, "nora")

    link = re.search(r"http://[^\"]+/setup/([^\"]+)", answer)
    assert link is not None
    browser = site.browser()
    page = browser.get(f"/setup/{link.group(1)}").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token is not None
    form = {"password": PASSWORD, "again": PASSWORD, "csrf": token.group(1)}
    assert browser.post(f"/setup/{link.group(1)}", data=form).status_code == 302
    assert site.browser().get(f"/setup/{link.group(1)}").status_code == 410
    assert ("root", "added as teacher", "nora") in audit(site)


@pytest.mark.parametrize("name", ["", " ", "root", "ROOT", "a\x00b", "x" * 65, "a\nb", "\u202etxt"])
def test_a_name_that_cannot_be_is_told(tuned: Tuned, name: str) -> None:
    before = tuned.site.store.accounts()

    answer = add_user(tuned.site, name)

    assert '"users-problem":{"children":' in answer
    assert "/setup/" not in answer
    assert tuned.site.store.accounts() == before


def test_roles_and_locks_change_and_end_logins_at_once(tuned: Tuned) -> None:
    site = tuned.site
    mira = site.logged_in("mira")

    press_user(site, "root", "admin", "mira")
    assert mira.get("/").status_code == 302  # another role is another login
    press_user(site, "root", "disable", "mira")

    assert log_in(site.browser(), "mira").status_code == 401
    press_user(site, "root", "enable", "mira")
    assert log_in(site.browser(), "mira").status_code == 302
    assert {("root", "made admin", "mira"), ("root", "disabled", "mira"), ("root", "enabled", "mira")} <= set(
        audit(site)
    )


@pytest.mark.parametrize("action", ["teacher", "disable"])
def test_the_last_administrator_cannot_go(tuned: Tuned, action: str) -> None:
    answer = press_user(tuned.site, "root", action, "root")

    assert "root is the last administrator" in answer
    assert tuned.site.store.find_user("root").role is Role.ADMIN


def test_a_removal_is_asked_for_first(tuned: Tuned) -> None:
    site = tuned.site

    asked = press_user(site, "root", "remove", "paul")
    assert "Remove paul?" in asked
    assert site.accounts.find("paul") is not None
    given = {"users-confirm.n_clicks": 1, "users-asked.data": "paul"}
    send(site.logged_in("root"), site, "users-modal.opened", given, changed="users-confirm.n_clicks")

    assert site.accounts.find("paul") is None
    assert ("root", "user removed", "paul") in audit(site)


@pytest.mark.parametrize("action", ["admin", "disable", "link", "remove"])
def test_a_teacher_cannot_administrate_whatever_the_browser_sends(tuned: Tuned, action: str) -> None:
    site = tuned.site
    before = site.store.accounts()

    press_user(site, "mira", action, "paul")
    answer = add_user(site, "nora", asking="mira")
    given = {"users-confirm.n_clicks": 1, "users-asked.data": "paul"}
    send(site.logged_in("mira"), site, "users-modal.opened", given, changed="users-confirm.n_clicks")

    assert site.store.accounts() == before
    assert "/setup/" not in answer


# ---------------------------------------------------------------- the own account and keys


def change_password(client: FlaskClient, site: Site, old: str, new: str, again: str | None = None) -> str:
    given = {"account-old.value": old, "account-new.value": new, "account-again.value": again or new}
    return send(
        client,
        site,
        "account-old.value",
        {"account-change.n_clicks": 1, **given},
        changed="account-change.n_clicks",
    )


def test_a_new_password_ends_all_other_logins(tuned: Tuned) -> None:
    site = tuned.site
    here, elsewhere = site.logged_in("mira"), site.logged_in("mira")

    answer = change_password(here, site, PASSWORD, "another long one")

    assert "Your password is changed" in answer
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert log_in(site.browser(), "mira", "another long one").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "problem"),
    [
        ("wrong", "another long one", None, "the password you have now is wrong"),
        (PASSWORD, "short", None, "8 to 1024"),
        (PASSWORD, "another long one", "different", "differ"),
        (PASSWORD, "x" * 2000, None, "out of date"),
    ],
)
def test_a_password_that_cannot_be_is_told(tuned: Tuned, old: str, new: str, again: str | None, problem: str) -> None:
    assert problem in change_password(tuned.site.logged_in("mira"), tuned.site, old, new, again)
    assert log_in(tuned.site.browser(), "mira").status_code == 302


def test_who_found_an_open_browser_cannot_guess_the_password(tuned: Tuned) -> None:
    client = tuned.site.logged_in("mira")
    for number in range(5):
        change_password(client, tuned.site, f"guess {number}", "another long one")

    assert "too many wrong passwords" in change_password(client, tuned.site, PASSWORD, "another long one")


def test_logging_out_everywhere_spares_this_browser(tuned: Tuned) -> None:
    site = tuned.site
    here, elsewhere = site.logged_in("mira"), site.logged_in("mira")

    def end(password: str) -> str:
        given = {"account-end.n_clicks": 1, "account-confirm.value": password}
        return send(here, site, "account-confirm.value", given, changed="account-end.n_clicks")

    assert "is wrong" in end("guess")
    assert elsewhere.get("/").status_code == 200
    end(PASSWORD)

    assert (here.get("/").status_code, elsewhere.get("/").status_code) == (200, 302)
    assert log_in(site.browser(), "mira").status_code == 302


def test_a_key_is_shown_once_works_and_is_revoked(tuned: Tuned) -> None:
    site = tuned.site
    client = site.logged_in("mira")
    given = {"keys-make.n_clicks": 1, "keys-label.value": "<b>timetable</b>", "keys-days.value": 30}

    answer = send(client, site, "keys-shown.children", given, changed="keys-make.n_clicks")

    found = re.search(r"classroom_[\w-]{20,}", answer)
    assert found is not None
    user = site.tokens.verify(found.group())
    assert user is not None
    assert user.name == "mira"
    shown = show(site, "keys", "mira")
    assert "<b>timetable" in shown
    assert found.group() not in shown
    assert "timetable" not in show(site, "keys", "root")
    assert ("mira", "token to read created", "mira") in audit(site)
    site.tokens.revoke("mira", label="<b>timetable</b>", actor="mira")
    assert site.tokens.verify(found.group()) is None


@pytest.mark.parametrize(("label", "days"), [("x" * 65, 1), ("a\x00", 1), ("a", -1), ("a", 0), ("a", "soon"), ({}, 1)])
def test_a_key_that_cannot_be_is_told(tuned: Tuned, label: object, days: object) -> None:
    given = {"keys-make.n_clicks": 1, "keys-label.value": label, "keys-days.value": days}

    answer = send(tuned.site.logged_in("mira"), tuned.site, "keys-shown.children", given, changed="keys-make.n_clicks")

    assert '"keys-problem":{"children":' in answer
    assert tuned.site.tokens.known("mira") == ()


def test_the_audit_is_shown_page_by_page_to_administrators_alone(tuned: Tuned) -> None:
    site = tuned.site
    for number in range(60):
        site.accounts.note("mira", f"entry {number:03d} {HOSTILE_NAMES[3]}")
    given = {"audit-older.n_clicks": 1, "audit-rows.children": [], "audit-last.data": None}

    newest = show(site, "audit", "root")
    last = re.search(r'"audit-last","data":"([\w-]+)"|"data":"([\w-]{36})","id":"audit-last"', newest)
    assert last is not None
    older = {**given, "audit-last.data": last.group(1) or last.group(2)}

    assert "entry 059" in newest
    assert "entry 000" not in newest
    assert "\\u202e" not in newest
    output = "audit-rows.children"
    assert "entry 000" in send(site.logged_in("root"), site, output, older, changed="audit-older.n_clicks")
    for asking, state in (("mira", older), ("root", {**given, "audit-last.data": "x" * 1000})):
        answer = send(site.logged_in(asking), site, output, state, changed="audit-older.n_clicks")
        assert "entry" not in answer
