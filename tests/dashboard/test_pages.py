"""Pages and callbacks as the browser asks for them."""

import csv
import io
from typing import Any

import pytest

from classroom.config import Settings
from classroom.domain import Role, User, Verdict
from classroom.storage import Store
from dashboard import texts
from dashboard.theme import Scheme, palette
from dashboard.views import flag_key
from tests.dashboard.pressing import press
from tests.dashboard.site import SilentStore, Site, build_site, call

MIRA = User("mira", Role.TEACHER, True)


def show(site: Site, path: str, name: str = "mira") -> str:
    return call(site.logged_in(name), site, "page.children", {"address.pathname": path}).text.replace("\\u002f", "/")


def session_callback(site: Site, output: str, course: str, *, name: str = "mira", **inputs: Any) -> Any:
    reference = str(site.session(course).id)
    return call(
        site.logged_in(name),
        site,
        output,
        {"session-version.data": "x", "scheme.data": "light", **inputs},
        {"session-reference.data": reference},
    )


def test_the_list_shows_what_the_teacher_may_see(site: Site) -> None:
    shown = call(site.logged_in(), site, "sessions-list.children", {}).text

    assert "Physics 101" in shown
    assert "Demo" in shown
    assert "Secrets" not in shown


def test_the_list_can_be_filtered_by_course(site: Site) -> None:
    client = site.logged_in()

    shown = call(client, site, "sessions-list.children", {"sessions-filter.value": "phys"}).text
    nothing = call(client, site, "sessions-list.children", {"sessions-filter.value": "chem"}).text

    assert "Physics 101" in shown
    assert "Nothing" not in shown
    assert "No course matches" in nothing


def test_an_unchanged_list_is_not_drawn_again(site: Site) -> None:
    client = site.logged_in()
    first = call(client, site, "sessions-list.children", {}).get_json()["response"]

    again = call(
        client, site, "sessions-list.children", {}, {"sessions-shown.data": first["sessions-shown"]["data"]}
    ).get_json()["response"]

    assert "sessions-list" not in again


def test_an_empty_list_says_what_to_do(site: Site) -> None:
    for session in site.store.sessions():
        site.store.delete_session(session.id)

    shown = call(site.logged_in(), site, "sessions-list.children", {}).text

    assert "classroom demo" in shown
    assert "classroom start" in shown


def test_a_session_page_has_its_facts(site: Site) -> None:
    facts = session_callback(site, "session-head.children", "Physics 101").get_json()["response"]
    table = session_callback(site, "session-table.rowData", "Physics 101").get_json()["response"]
    flags = session_callback(site, "session-flags.children", "Physics 101").get_json()["response"]

    assert "Physics 101" in str(facts["session-head"])
    assert "10:00–10:50" in str(facts["session-head"])
    assert len(table["session-table"]["rowData"]) == 8
    assert "Farid Haddad" in str(flags["session-flags"])


def test_a_session_page_has_its_figures_with_words_for_screen_readers(site: Site) -> None:
    figures = session_callback(site, "session-timeline.figure", "Physics 101").get_json()["response"]
    words = session_callback(site, "session-timeline-frame.aria-label", "Physics 101").get_json()["response"]
    page = show(site, f"/session/{site.session('Physics 101').id}")

    changes = {tuple(one["location"]): one["params"] for one in figures["session-timeline"]["figure"]["operations"]}
    assert changes["data",]["value"][0]["name"] == texts.LEGEND_ENGAGEMENT
    assert ("layout", "xaxis", "range") not in changes
    for figure, said in (("timeline", "of the time was read"), ("mix", "Neutral"), ("presence", "in the call")):
        label = words[f"session-{figure}-frame"]["aria-label"]
        assert said in label
        assert f'"aria-label":"{label}"' in page  # also of a figure that is not drawn yet


@pytest.mark.parametrize(
    ("told", "line"), [("dark", "dark"), ("light", "light"), ("<script>", "light"), (None, "light")]
)
def test_the_first_figure_is_drawn_as_light_or_dark_as_the_browser_says(
    site: Site, told: str | None, line: Scheme
) -> None:
    client = site.logged_in()
    if told is not None:
        client.environ_base["HTTP_X_CLASSROOM_SCHEME"] = told

    path = f"/session/{site.session('Physics 101').id}"
    page = call(client, site, "page.children", {"address.pathname": path}).text

    assert palette(line).line in page


def test_hostile_names_reach_the_page_as_text_without_controls(site: Site) -> None:
    course = "<script>alert(1)</script>"

    rows = session_callback(site, "session-table.rowData", course).get_json()["response"]["session-table"]["rowData"]

    names = [row["name"] for row in rows]
    assert names[0] == "<script>alert(1)</script>"
    assert names[1].startswith("=cmd|")
    assert len(names[2]) <= 120
    assert names[3] == "txt.exe"
    assert names[4] == "ab & <i>c</i>"


def test_a_session_in_which_nothing_was_read_says_so(site: Site) -> None:
    figures = session_callback(site, "session-timeline.figure", "Nothing").text

    assert texts.NOTHING_READ in figures.replace(r"\u003cbr\u003e", " ")


def test_a_class_whose_faces_have_no_direction_says_that_facing_is_missing(
    class_store: Store, settings: Settings
) -> None:
    weighs_facing = settings.engagement.model_copy(update={"profile": "classroom-1"})
    site = build_site(class_store, settings.model_copy(update={"engagement": weighs_facing}))

    figures = session_callback(site, "session-timeline.figure", "Physics 101").text.replace(r"\u003cbr\u003e", " ")

    assert texts.NOTHING_FACED.format(profile="classroom-1 v1") in figures
    assert texts.NOTHING_READ not in figures


@pytest.mark.parametrize("reference", ["123", "latest-but-one", "0" * 36, "%2e%2e", "<script>"])
def test_an_unknown_session_is_a_clear_page_with_a_way_back(site: Site, reference: str) -> None:
    shown = show(site, f"/session/{reference}")

    assert texts.GONE_TITLE in shown
    assert texts.BACK in shown


def test_an_address_that_leads_nowhere_says_so(site: Site) -> None:
    assert texts.NO_PAGE_TITLE in show(site, "/nowhere")


def test_the_law_is_told(site: Site) -> None:
    shown = show(site, "/about")

    assert "2024/1689" in shown
    assert "not feelings" in shown
    assert "/settings/privacy" in shown
    assert "](" not in shown


def test_another_teachers_session_is_closed_as_page_and_callback(site: Site) -> None:
    reference = site.session("Secrets").id

    assert texts.GONE_TITLE in show(site, f"/session/{reference}")
    for output in ("session-head.children", "session-timeline.figure"):
        answer = session_callback(site, output, "Secrets").get_json()
        assert "no session" in answer["sideUpdate"]["problem"]["children"].lower()
        assert "session-table" not in answer["response"]
    assert texts.GONE_TITLE not in show(site, f"/session/{reference}", "root")


@pytest.mark.parametrize("kind", ["summary", "timeline", "observations", "flags"])
def test_each_report_downloads_as_csv(site: Site, kind: str) -> None:
    answer = site.logged_in().get(f"/download/{site.session('Physics 101').id}/{kind}.csv")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="physics-101-2026-03-10-{kind}.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_another_teachers_session_cannot_be_downloaded(site: Site) -> None:
    path = f"/download/{site.session('Secrets').id}/summary.csv"

    assert site.logged_in("mira").get(path).status_code == 404
    assert site.logged_in("paul").get(path).status_code == 200


def test_a_report_that_does_not_exist_is_not_found(site: Site) -> None:
    assert site.logged_in().get(f"/download/{site.session('Demo').id}/pictures.csv").status_code == 404


def test_a_verdict_is_stored_and_redraws_the_page(site: Site) -> None:
    session = site.session("Physics 101")
    view = site.queries.view(MIRA, str(session.id))
    button = {"type": "flag-verdict", "flag": flag_key(view.flags[0]), "verdict": "right"}

    answer = press(site.logged_in(), site, button, {"session-reference.data": str(session.id)})

    assert answer["response"]["session-version"]["data"] != view.version
    assert site.queries.view(MIRA, str(session.id)).flags[0].verdict is Verdict.RIGHT
    assert "too few to tell (1 of 1 right)" in session_callback(site, "session-precision.children", "Physics 101").text


def test_a_silent_database_is_told_and_the_page_stays(class_store: Store, settings: Settings) -> None:
    pages = SilentStore(class_store)
    site = build_site(class_store, settings, pages=pages)
    client = site.logged_in()
    pages.silent = True

    facts = call(client, site, "session-head.children", {}, {"session-reference.data": "x"}).get_json()
    page = call(client, site, "page.children", {"address.pathname": "/session/x"}).text
    download = client.get("/download/x/summary.csv")

    assert "The database does not answer: database classroom.db is locked" in str(facts["sideUpdate"])
    assert facts["response"] == {}
    assert texts.DATABASE_TITLE in page
    assert download.status_code == 503
    assert "Traceback" not in page + download.text

    pages.silent = False
    assert "Physics 101" in call(client, site, "sessions-list.children", {}).text
