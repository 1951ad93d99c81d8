"""Settings: users, the own account, keys and the audit: who may, what is told, and what ends at once."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from classroom.config import Settings
from classroom.domain import Role
from classroom.storage import Store
from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from tests.dashboard.settings_calls import Tuned, audit, plain, send, show, split, tune
from tests.dashboard.site import HOSTILE_NAMES, PASSWORD, Site, log_in


@pytest.fixture
def tuned(class_store: Store, settings: Settings, tmp_path: Path) -> Tuned:
    return tune(class_store, settings, tmp_path)


# ---------------------------------------------------------------- users


def add_user(site: Site, name: str, role: str = "teacher", asking: str = "root", inherit: object = None) -> str:
    given = {"users-add.n_clicks": 1, "users-name.value": name, "users-role.value": role}
    given["users-inherit.checked"] = inherit
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
        "outputs": [split(one) for one in key.strip(".").split("...")],
        "inputs": [[{"id": button, "property": "n_clicks", "value": 1}]],
        "state": [],
        "changedPropIds": [f"{json.dumps(button, sort_keys=True, separators=(',', ':'))}.n_clicks"],
    }
    return plain(client.post("/_dash-update-component", json=body, headers={CSRF_HEADER: token.value}).text)


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


@pytest.mark.parametrize("inherit", [None, False])
def test_the_name_of_a_removed_teacher_is_refused_with_the_number_of_the_classes(tuned: Tuned, inherit: object) -> None:
    tuned.site.store.remove_user("paul")

    answer = add_user(tuned.site, "Paul", inherit=inherit)

    assert "1 recorded class and 0 students kept under that name" in answer
    assert "/setup/" not in answer
    assert "paul" not in {one.name.lower() for one in tuned.site.store.accounts()}


def test_an_administrator_may_say_that_the_classes_are_inherited(tuned: Tuned) -> None:
    tuned.site.store.remove_user("paul")

    assert "/setup/" in add_user(tuned.site, "Paul", inherit=True)
    assert [one.course for one in tuned.site.store.sessions(visible_to="paul") if one.owner] == ["Secrets"]


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
