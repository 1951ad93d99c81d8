"""The privacy settings, the switch for names, and who may do what there."""

import base64
import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from classroom.cli.permissions import leaves_computer
from classroom.config import PolicySettings, RetentionSettings, Settings
from classroom.domain import Role, User
from classroom.errors import DataError, NotFoundError
from classroom.privacy.consents import Decision
from classroom.privacy.law import class_notice
from classroom.privacy.policies import Place
from classroom.roster.types import RosterEntry
from classroom.storage import Store
from dashboard import texts
from dashboard.names import HIDE, SHOW
from dashboard.pages.privacy_consent import Ids as ConsentIds
from dashboard.pages.privacy_policy import Ids as PolicyIds
from dashboard.pages.privacy_student import Ids as StudentIds
from dashboard.privacy import Privacy
from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from tests.dashboard.classes import NAMES, START
from tests.dashboard.site import Site, build_site, call, form_token

MIRA, PAUL, ROOT = (
    User("mira", Role.TEACHER, True),
    User("paul", Role.TEACHER, True),
    User("root", Role.ADMIN, True),
)
COURSE = "Physics 101"
ADA = NAMES[0]


def make_privacy(site: Site, *, emotions: str = "ask", days: float = 30, now: datetime | None = None) -> Privacy:
    policy = PolicySettings(
        emotions=emotions,  # type: ignore[arg-type]
        without_consent="state_only",
        unknown_names="read",
        pseudonyms="off",
    )
    return Privacy(
        site.store,
        site.queries,
        policy=policy,
        retention=RetentionSettings(days=days),
        now=lambda: now or START,
    )


def page(client: FlaskClient, site: Site) -> str:
    return call(client, site, "page.children", {"address.pathname": "/settings/privacy"}).text


def send(client: FlaskClient, site: Site, trigger: str, values: dict[str, Any]) -> TestResponse:
    """What the browser sends when that input (`id.property`) changes; `values` of it and of the others."""
    site.app.server.test_client().get("/healthz")
    key, entry = next(
        (key, one)
        for key, one in site.app.callback_map.items()
        if trigger in {f"{given['id']}.{given['property']}" for given in one["inputs"]}
    )
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in key.strip(".").split("...")]
    given, state = (
        [{**one, "value": values.get(f"{one['id']}.{one['property']}")} for one in entry[kind]]
        for kind in ("inputs", "state")
    )
    return post(client, key, outputs, given, state, trigger)


def press(
    client: FlaskClient, site: Site, button: dict[str, str], value: object, state: dict[str, str] | None = None
) -> TestResponse:
    """What the browser sends when one of many alike is used."""
    site.app.server.test_client().get("/healthz")
    key = next(key for key, one in site.app.callback_map.items() if button["type"] in str(one["inputs"]))
    outputs = [dict(zip(("id", "property"), key.rsplit(".", 1), strict=True))]
    name = json.dumps(button, sort_keys=True, separators=(",", ":"))
    others = [{"id": identifier, "property": "value", "value": one} for identifier, one in (state or {}).items()]
    return post(client, key, outputs, [[{"id": button, "property": "value", "value": value}]], others, f"{name}.value")


def post(
    client: FlaskClient, key: str, outputs: list[dict[str, str]], inputs: list[Any], state: list[Any], changed: str
) -> TestResponse:
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    body = {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": inputs,
        "state": state,
        "changedPropIds": [changed],
    }
    return client.post("/_dash-update-component", json=body, headers={CSRF_HEADER: token.value})


# ---------------------------------------------------------------- may expressions be read


def test_nobody_is_asked_twice_and_an_answer_from_the_union_means_off(site: Site) -> None:
    privacy = make_privacy(site)

    before = privacy.policy(MIRA)
    answered = privacy.answer(MIRA, Place.EU)

    assert (before.reads_expressions, before.source) == (None, "nobody")
    assert (answered.reads_expressions, answered.source) == (False, "general")
    assert privacy.policy(MIRA, COURSE).reads_expressions is False
    assert privacy.policy(PAUL).reads_expressions is None


def test_what_an_administrator_forbids_no_teacher_allows(site: Site) -> None:
    privacy = make_privacy(site)

    privacy.answer(ROOT, Place.EU)
    privacy.answer(PAUL, Place.ELSEWHERE)
    privacy.switch(PAUL, COURSE, reads_expressions=True)
    privacy.follow_general(PAUL, COURSE)

    assert [privacy.policy(user).reads_expressions for user in (MIRA, PAUL)] == [False, False]
    assert privacy.policy(PAUL, COURSE).reads_expressions is False


def test_an_administrators_yes_leaves_each_teacher_the_own_answer(site: Site) -> None:
    privacy = make_privacy(site)

    privacy.answer(ROOT, Place.ELSEWHERE)
    privacy.answer(PAUL, Place.EU)

    assert [privacy.policy(user).reads_expressions for user in (MIRA, PAUL)] == [True, False]


def test_a_course_has_its_own_answer_until_it_follows_the_general_one_again(site: Site) -> None:
    privacy = make_privacy(site, emotions="on")

    privacy.switch(MIRA, COURSE, reads_expressions=False)
    own = privacy.policy(MIRA, "physics  101")
    privacy.follow_general(MIRA, COURSE)

    assert (own.reads_expressions, own.source) == (False, "course")
    assert privacy.policy(MIRA, COURSE).source == "settings"


def test_the_notice_says_what_is_read_and_when_it_is_deleted(site: Site) -> None:
    privacy = make_privacy(site, days=14)
    privacy.answer(MIRA, Place.EU)

    assert "Expressions are not read" in privacy.notice(MIRA)
    assert "after 14 days" in privacy.notice(MIRA)


@pytest.mark.parametrize("reads", [True, False])
def test_the_notice_says_where_what_is_seen_goes(reads: bool) -> None:
    here = class_notice(reads_expressions=reads, retention_days=30)
    there = class_notice(reads_expressions=reads, retention_days=None, to_server=True)

    assert "nothing is sent to anybody" in here.lower()
    assert "nothing is sent" not in there.lower()
    assert "sent encrypted to our school's server" in there
    assert "when the time that our school has set for it is over" in there


def test_a_dashboard_whose_agents_send_to_a_server_says_so(site: Site) -> None:
    privacy = Privacy(
        site.store,
        site.queries,
        policy=make_privacy(site).settings,
        retention=RetentionSettings(days=14),
        to_server=True,
    )

    assert "our school's server" in privacy.notice(MIRA)
    assert "after 14 days" in privacy.notice(MIRA)


@pytest.mark.parametrize(
    ("change", "leaves"),
    [
        ({}, False),
        ({"delivery": {"server": "https://school.example"}}, True),
        ({"server": {"trusted_proxy": True}}, True),
        ({"storage": {"url": "postgresql://u:p@db.school.example/classes"}}, True),
        ({"storage": {"url": "postgresql:///classes"}}, False),
        ({"storage": {"url": "postgresql://localhost/classes"}}, False),
        ({"storage": {"url": "sqlite:///here.db"}}, False),
    ],
)
def test_what_leaves_the_computer_is_known_by_the_settings(
    settings: Settings, change: dict[str, dict[str, object]], leaves: bool
) -> None:
    sections = {name: getattr(settings, name).model_copy(update=values) for name, values in change.items()}
    changed = settings.model_copy(update=sections)

    assert leaves_computer(changed, changed.server) is leaves


def test_the_page_asks_with_the_law_and_takes_the_answer(site: Site) -> None:
    client = site.logged_in()
    asked = page(client, site)
    values = {f"{PolicyIds.ANSWER}.n_clicks": 1, f"{PolicyIds.PLACE}.value": "eu"}
    answered = send(client, site, f"{PolicyIds.ANSWER}.n_clicks", values)

    assert "Article 5(1)(f)" in asked
    assert PolicyIds.PLACE in asked
    assert answered.status_code == 200
    assert [one.reads_expressions for one in site.store.policies()] == [False]
    assert PolicyIds.PLACE not in page(client, site)


def test_a_courses_switch_is_kept(site: Site) -> None:
    client = site.logged_in()
    button = {"course": COURSE, "type": PolicyIds.SWITCH}

    done = press(client, site, button, "off")

    (kept,) = site.store.policies()
    assert done.status_code == 200
    assert (kept.course, kept.reads_expressions, kept.owner) == (COURSE, False, "mira")


def test_a_switch_that_is_only_drawn_changes_nothing(site: Site) -> None:
    privacy, client = make_privacy(site), site.logged_in()
    privacy.answer(ROOT, Place.EU)
    privacy.save_consent(MIRA, COURSE, ADA, Decision.NO)
    before = site.store.policies(), site.store.consents()

    press(client, site, {"course": "", "type": PolicyIds.SWITCH}, "off")
    press(client, site, {"course": COURSE, "type": PolicyIds.SWITCH}, "same")
    press(client, site, {"course": COURSE, "name": ADA, "type": ConsentIds.SWITCH}, "no")

    assert (site.store.policies(), site.store.consents()) == before


# ---------------------------------------------------------------- consent


def test_the_register_lists_the_courses_students_with_what_they_said(site: Site) -> None:
    privacy = make_privacy(site)
    entries = [RosterEntry(ADA), RosterEntry("Zed Young")]
    site.store.import_roster(COURSE, entries, owner="mira", actor="mira", now=START)

    privacy.save_consent(MIRA, COURSE, "okafor, ada", Decision.NO)
    privacy.save_consent(MIRA, COURSE, "Guest Student", Decision.YES)

    lines = [(one.name, one.decision) for one in privacy.consents(MIRA, COURSE)]
    assert lines == [(ADA, Decision.NO), ("Guest Student", Decision.YES), ("Zed Young", None)]
    assert privacy.consents(PAUL, COURSE) == ()


def test_a_teacher_cannot_take_the_administrators_no_back(site: Site) -> None:
    privacy = make_privacy(site)
    privacy.save_consent(ROOT, COURSE, ADA, Decision.NO)

    privacy.save_consent(MIRA, COURSE, ADA, Decision.YES)
    kept = [(one.owner, one.decision) for one in site.store.consents()]
    registers = [site.store.consent_register(COURSE, owner=owner) for owner in ("mira", "paul", None)]
    privacy.save_consent(MIRA, COURSE, ADA, None)

    assert set(kept) == {(None, Decision.NO), ("mira", Decision.YES)}
    assert [one.decide(ADA, lambda *_: False) for one in registers] == [Decision.NO] * 3
    assert [(one.name, one.decision) for one in privacy.consents(MIRA, COURSE)] == [(ADA, Decision.NO)]
    privacy.save_consent(ROOT, COURSE, ADA, Decision.YES)
    assert privacy.consents(PAUL, COURSE)[0].decision is Decision.YES


def consent_list(client: FlaskClient, site: Site) -> str:
    """What the list shows once it was told that something was saved."""
    given = {f"{ConsentIds.COURSE}.value": COURSE, f"{ConsentIds.SEARCH}.value": ""}
    return call(client, site, f"{ConsentIds.LIST}.children", given, changed=f"{ConsentIds.SAVED}.data").text


def test_a_decision_is_switched_on_the_page(site: Site) -> None:
    make_privacy(site).save_consent(MIRA, COURSE, ADA, Decision.YES)
    client = site.logged_in()
    button = {"course": COURSE, "name": ADA, "type": ConsentIds.SWITCH}

    pressed = press(client, site, button, "no")
    shown = consent_list(client, site)

    assert pressed.get_json()["response"][ConsentIds.SAVED]["data"]
    assert "0 yes, 1 no, 0 unknown" in shown
    assert [one.decision for one in site.store.consents()] == [Decision.NO]


def test_a_list_is_imported_on_the_page(site: Site) -> None:
    client = site.logged_in()
    text = base64.b64encode(f"Name,Consent\n{ADA},no\nZed,yes\n".encode()).decode()

    values = {
        f"{ConsentIds.UPLOAD}.contents": f"data:text/csv;base64,{text}",
        f"{ConsentIds.UPLOAD}.filename": "class.csv",
        f"{ConsentIds.COURSE}.value": COURSE,
    }
    send(client, site, f"{ConsentIds.UPLOAD}.contents", values)

    assert "1 yes, 1 no, 0 unknown" in consent_list(client, site)
    assert {(one.name, one.decision) for one in site.store.consents()} == {(ADA, Decision.NO), ("Zed", Decision.YES)}


def test_an_imported_list_is_of_the_asking_teacher(site: Site) -> None:
    privacy = make_privacy(site)

    change = privacy.import_consents(MIRA, COURSE, f"Name;Consent\n{ADA};no\nZed;\n".encode(), "class.csv")

    assert (change.added, change.unchanged) == (1, 0)
    assert [(one.name, one.owner) for one in site.store.consents()] == [(ADA, "mira")]
    for bad in (b"", b"Name\nAda\n", b"\x00\xff" * 50, b"x" * 2_000_001):
        with pytest.raises(DataError):
            privacy.import_consents(MIRA, COURSE, bad, "class.csv")


# ---------------------------------------------------------------- retention


def test_what_is_deleted_next_is_told(site: Site) -> None:
    in_time = datetime.now(UTC)

    now, soon, due = (make_privacy(site, now=in_time + timedelta(days=days)).retention(ROOT) for days in (1, 25, 31))

    assert [(len(one.next), len(one.soon)) for one in (now, soon, due)] == [(0, 0), (0, 5), (5, 0)]
    assert len(make_privacy(site, now=in_time + timedelta(days=31)).retention(MIRA).next) == 4
    assert make_privacy(site, days=0, now=in_time + timedelta(days=999)).retention(ROOT).next == ()


# ---------------------------------------------------------------- one student


def test_a_student_is_found_exported_and_erased_by_the_own_teacher_alone(site: Site) -> None:
    privacy = make_privacy(site)

    traces = privacy.find_student(MIRA, ADA.lower(), None)
    file = privacy.export_student(MIRA, ADA, COURSE, "zip")
    with pytest.raises(DataError, match="nothing was erased"):
        privacy.erase_student(MIRA, ADA, None, typed="Ada")
    kept = len(site.queries.view(MIRA, str(site.session(COURSE).id)).participants)
    privacy.erase_student(MIRA, ADA, None, typed=ADA)

    view = site.queries.view(MIRA, str(site.session(COURSE).id))
    assert COURSE in traces.courses
    with zipfile.ZipFile(BytesIO(file.content)) as archive:
        assert ADA in archive.read("participants.csv").decode("utf-8-sig")
    assert len(view.participants) == kept - 1
    assert ADA not in view.names.values()
    with pytest.raises(NotFoundError):
        privacy.find_student(MIRA, ADA, None)
    assert privacy.find_student(ROOT, ADA, None).courses == ("Secrets",)


def test_an_export_needs_a_login_and_the_forms_token(site: Site) -> None:
    client = site.logged_in()
    fields = {"name": ADA, "course": COURSE, "kind": "json"}

    stranger = site.browser().post("/privacy/student", data=fields)
    forged = client.post("/privacy/student", data=fields)
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    mine = client.post("/privacy/student", data={**fields, "csrf": token.value})
    nobody = client.post("/privacy/student", data={**fields, "csrf": token.value, "name": "Nobody At All"})

    assert [one.status_code for one in (stranger, forged, mine, nobody)] == [401, 403, 200, 404]
    assert json.loads(mine.text)["student"] == ADA
    assert ADA not in mine.headers["Content-Disposition"].replace("-", " ")


def test_a_student_is_erased_on_the_page_by_typing_the_name(site: Site) -> None:
    client = site.logged_in()
    kept: dict[str, Any] = {"name": ADA, "course": None}

    def erase(typed: str) -> str:
        values = {
            f"{StudentIds.ERASE}.n_clicks": 1,
            f"{StudentIds.KEPT}.data": kept,
            f"{StudentIds.TYPED}.value": typed,
        }
        return send(client, site, f"{StudentIds.ERASE}.n_clicks", values).text

    found = send(
        client, site, f"{StudentIds.FIND}.n_clicks", {f"{StudentIds.FIND}.n_clicks": 1, f"{StudentIds.NAME}.value": ADA}
    ).text
    refused, names_then = erase("Somebody"), participants(site)
    done = erase(ADA)

    assert "Kept of" in found
    assert "nothing was erased" in refused
    assert ADA in names_then
    assert "observations in" in done
    assert ADA not in participants(site)


def participants(site: Site) -> set[str]:
    return {one.display_name for one in site.store.participants(site.session(COURSE).id)}


@pytest.mark.parametrize("value", [7, ["x"], {"a": 1}, "x" * 10_000, True])
def test_what_no_browser_of_ours_sends_is_refused_in_words(site: Site, value: Any) -> None:
    client = site.logged_in()

    answers = [
        send(client, site, trigger, dict.fromkeys((trigger, *others), value))
        for trigger, *others in (
            (f"{PolicyIds.ANSWER}.n_clicks", f"{PolicyIds.PLACE}.value"),
            (f"{PolicyIds.ADD}.n_clicks", f"{PolicyIds.COURSE}.value"),
            (f"{ConsentIds.COURSE}.value", f"{ConsentIds.SEARCH}.value"),
            (f"{ConsentIds.ADD}.n_clicks", f"{ConsentIds.NAME}.value", f"{ConsentIds.DECISION}.value"),
            (f"{ConsentIds.UPLOAD}.contents", f"{ConsentIds.COURSE}.value"),
            (f"{StudentIds.FIND}.n_clicks", f"{StudentIds.NAME}.value", f"{StudentIds.COURSE}.value"),
            (f"{StudentIds.ERASE}.n_clicks", f"{StudentIds.KEPT}.data", f"{StudentIds.TYPED}.value"),
        )
    ]
    answers.append(press(client, site, {"course": COURSE, "type": PolicyIds.SWITCH}, value))
    answers.append(
        press(
            client,
            site,
            {"course": str(value), "name": "x" * 300, "type": ConsentIds.SWITCH},
            value,
        )
    )

    assert all(answer.status_code < 500 for answer in answers)
    assert all(texts.UNEXPECTED not in answer.text for answer in answers)
    assert (site.store.policies(), site.store.consents()) == ((), ())


# ---------------------------------------------------------------- names


def switch_names(client: FlaskClient, how: str) -> Any:
    token = form_token(client, "/login") if client.get_cookie(CSRF_COOKIE) is None else None
    cookie = client.get_cookie(CSRF_COOKIE)
    return client.post(
        "/names",
        data={"names": how, "csrf": token or (cookie.value if cookie else "")},
        headers={"Referer": "http://localhost/session/x"},
    )


def everything(client: FlaskClient, site: Site) -> str:
    """All that pages, files and callbacks say of the class."""
    reference = str(site.session(COURSE).id)
    told = [page(client, site)]
    told += [
        call(client, site, "page.children", {"address.pathname": path}).text
        for path in ("/", f"/session/{reference}", "/settings/privacy")
    ]
    kinds = ("summary", "timeline", "observations", "flags")
    told += [client.get(f"/download/{reference}/{kind}.csv").text for kind in kinds]
    told.append(client.get(f"/reports/{reference}.html").text)
    with zipfile.ZipFile(BytesIO(client.get(f"/reports/course.zip?course={COURSE}").data)) as archive:
        told += [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    for output in ("session-students.rowData", "session-flags.children"):
        if any(output in key for key in site.app.callback_map):
            inputs = {"session-version.data": "x", "scheme.data": "light"}
            told.append(call(client, site, output, inputs, {"session-reference.data": reference}).text)
    return json.dumps(told, ensure_ascii=False)


def test_no_name_leaves_the_server_while_names_are_hidden(site: Site) -> None:
    site.store.import_roster(COURSE, [RosterEntry(name) for name in NAMES[:8]], owner="mira", actor="mira", now=START)
    make_privacy(site).save_consent(MIRA, COURSE, ADA, Decision.NO)
    client = site.logged_in()
    shown = everything(client, site)

    switched = switch_names(client, HIDE)
    hidden = everything(client, site)
    switch_names(client, SHOW)

    assert (switched.status_code, switched.headers["Location"]) == (302, "/session/x")
    assert all(name in shown for name in NAMES[:8])
    assert [name for name in NAMES[:8] if name in hidden] == []
    assert hidden.count("Student ") > 100
    assert ADA in everything(client, site)


def test_pseudonyms_are_one_students_in_every_session_and_no_two_students_share_one(site: Site) -> None:
    hiding = User("root", Role.ADMIN, True, hides_names=True)

    first = site.queries.view(hiding, str(site.session(COURSE).id)).names
    second = site.queries.view(hiding, str(site.session("Secrets").id)).names

    assert len(set(first.values())) == len(first)
    assert first[1] == second[1] != ADA
    assert all(name.startswith("Student ") for name in first.values())


def test_the_api_gives_pseudonyms_when_asked(site: Site) -> None:
    token = site.tokens.create("mira", label="", days=None, actor="test")
    headers = {"Authorization": f"Bearer {token}"}
    address = f"/api/v1/sessions/{site.session(COURSE).id}/participants"

    plain = site.browser().get(address, headers=headers).get_json()
    hidden = site.browser().get(f"{address}?pseudonyms=1", headers=headers).get_json()

    assert plain["items"][0]["name"] == ADA
    assert hidden["items"][0]["display_name"].startswith("Student ")
    assert not any(name in json.dumps(hidden) for name in NAMES)


def test_names_are_hidden_from_the_start_where_the_settings_say_so(class_store: Store, settings: Settings) -> None:
    policy = settings.policy.model_copy(update={"pseudonyms": "on"})
    site = build_site(class_store, settings.model_copy(update={"policy": policy}))
    client = site.logged_in()

    assert [name for name in NAMES[:8] if name in everything(client, site)] == []


def test_the_switch_leads_nowhere_else_and_needs_the_forms_token(site: Site) -> None:
    client = site.logged_in()
    cookie = client.get_cookie(CSRF_COOKIE)
    assert cookie is not None
    data = {"names": HIDE, "csrf": cookie.value}

    foreign = client.post("/names", data=data, headers={"Referer": "https://evil.example/x"})
    forged = client.post("/names", data={"names": SHOW})

    assert foreign.headers["Location"] == "/"
    assert forged.status_code == 403
