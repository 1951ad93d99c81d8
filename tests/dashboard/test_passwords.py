"""Passwords that anybody would try first are taken nowhere."""

import pytest
from flask.testing import FlaskClient

from classroom.domain import Role
from classroom.errors import DataError
from dashboard.passwords import MAX_PASSWORD, checked_password
from tests.dashboard.site import PASSWORD, Site, call, form_token, log_in

COMMON = (
    *("password", "Password1", "P@ssw0rd!", "passwordpassword", "12345678", "1234567890", "87654321", "11111111"),
    *("12341234", "11223344", "1q2w3e4r", "qwertyuiop", "Qwertz123", "abcd1234", "iloveyou", "trustno1", "letmein!1"),
    *("admin123", "Schule2024", "teacher1", "aaaaaaaa", "abababab", "        "),
)


@pytest.mark.parametrize("password", COMMON)
def test_the_commonest_passwords_are_refused_in_one_line(password: str) -> None:
    with pytest.raises(DataError, match=r"^this password is among the first that are tried: choose another"):
        checked_password(password, "mira")


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("classroom", "mira"),
        ("Classroom1", "mira"),
        ("cl4ssr00m", "mira"),
        ("CLASS ROOM", "mira"),
        ("mira2024", "mira"),
        ("MiraMira", "mira"),
        ("m.curie@school.example", "M.Curie@school.example"),
        ("Ｍｉｒａｂｅｌｌｅ", "mirabelle"),
    ],
)
def test_the_products_and_the_users_own_name_are_refused_in_one_line(password: str, name: str) -> None:
    with pytest.raises(DataError, match=r"^a password that is only the name of the account or of this program"):
        checked_password(password, name)


@pytest.mark.parametrize("password", ["1234567", "x" * (MAX_PASSWORD + 1), "tea party \ud800"])
def test_what_is_too_short_too_long_or_not_writable_is_refused(password: str) -> None:
    with pytest.raises(DataError, match=r"^a password h.*choose another$"):
        checked_password(password, "mira")


@pytest.mark.parametrize(
    ("password", "name"),
    [
        (PASSWORD, "mira"),
        ("zq8-kkP2", "mira"),
        ("Mira likes tea", "mira"),
        ("a classroom of owls", "mira"),
        ("81749263", "1"),
        ("banana42x", "a"),
        ("пароль-не-простой", "mira"),
    ],
)
def test_others_are_taken_as_they_are(password: str, name: str) -> None:
    assert checked_password(password, name) == password


def test_a_new_account_takes_none_of_them(site: Site) -> None:
    with pytest.raises(DataError, match="only the name of the account"):
        site.accounts.create("Zebulon", Role.TEACHER, "zebulon1")

    assert site.accounts.find("Zebulon") is None


def test_the_setup_link_takes_none_of_them(site: Site) -> None:
    client = site.browser()
    link = site.accounts.setup_link("mira", "").removeprefix("http://localhost")

    answer = _send(client, link, "classroom1")

    assert answer == (400, True)
    assert _send(client, link, "otters on the roof")[0] == 302
    assert log_in(site.browser(), password="otters on the roof").status_code == 302


def _send(client: FlaskClient, link: str, password: str) -> tuple[int, bool]:
    form = {"password": password, "again": password, "csrf": form_token(client, link)}
    answer = client.post(link, data=form)
    return answer.status_code, "is the first that is tried" in answer.text


@pytest.mark.parametrize("password", ["password1", "mira1234"])
def test_the_account_page_takes_none_of_them(site: Site, password: str) -> None:
    client = site.logged_in("mira")
    given = {"account-old.value": PASSWORD, "account-new.value": password, "account-again.value": password}

    answer = call(client, site, "account-old.value", {"account-change.n_clicks": 1}, given)

    assert "choose another" in answer.get_json()["response"]["account-problem"]["children"]
    assert log_in(site.browser()).status_code == 302
