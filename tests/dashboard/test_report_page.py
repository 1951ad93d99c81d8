"""The printable report: one file that shows what the page shows, and loads and runs nothing."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from classroom.config import Settings
from classroom.domain import (
    Emotion,
    Exclusion,
    Role,
    SessionStatus,
    Timeline,
    TimelineBin,
    User,
    Verdict,
)
from classroom.report import REPORT_KINDS, build_report
from classroom.storage import Store
from dashboard import report_figures, texts
from dashboard.queries import Queries
from dashboard.report_figures import TimeScale
from dashboard.report_page import render_report
from dashboard.views import SessionView, flag_key
from tests.browser import chromium
from tests.dashboard.classes import NAMES, START, Script, new_session, play
from tests.dashboard.site import SilentStore, Site, build_site

MIRA = User("mira", Role.TEACHER, has_password=True)
ROOT = User("root", Role.ADMIN, has_password=True)
MADE = datetime(2026, 3, 11, 7, 5, tzinfo=UTC)
VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """The report as a browser reads it: tags, text, and what it would load or run."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.reached: list[str] = []
        self.text = ""
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.reached += [
            f"{tag} {name}" for name, _ in attrs if name in {"src", "href", "srcset", "data"} or name.startswith("on")
        ]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def view_of(site: Site, course: str) -> SessionView:
    return site.queries.view(ROOT, str(site.session(course).id))


def page_of(site: Site, course: str) -> Page:
    return Page(render_report(view_of(site, course), MADE))


def test_the_report_says_what_class_when_and_how_it_was(site: Site) -> None:
    text = page_of(site, "Physics 101").text

    for expected in (
        "Physics 101",
        "Tuesday, 10 March 2026, 10:00–10:50 (Europe/Vienna)",
        "Made Wednesday, 11 March 2026, 08:05",
        texts.FOOTER,
        "(EU) 2024/1689",
        "Exercise <b>starts</b>",
        "fell together",
        *NAMES[:8],
    ):
        assert expected in text


def test_flags_come_with_evidence_verdict_and_precision(site: Site) -> None:
    session = str(site.session("Physics 101").id)
    before = page_of(site, "Physics 101").text
    flags = site.queries.view(MIRA, session).flags
    for flag, verdict in zip(flags, (Verdict.RIGHT, Verdict.WRONG, Verdict.IGNORE), strict=False):
        site.queries.give_verdict(MIRA, session, flag_key(flag), verdict)

    after = page_of(site, "Physics 101").text

    assert texts.REPORT_PRECISION_UNKNOWN in before
    assert "Measured precision: 50 % (1 of 2 judged)." in after
    assert f"1 right, 1 wrong, 1 ignored, {len(flags) - 3} open" in after
    assert all(flag.evidence in after for flag in flags)


@pytest.mark.parametrize("course", ["Physics 101", "<script>alert(1)</script>", "Nothing"])
def test_nothing_is_loaded_and_nothing_runs(site: Site, course: str) -> None:
    content = render_report(view_of(site, course), MADE)
    page = Page(content)

    assert page.reached == []
    assert not {"script", "link", "iframe", "object", "embed", "img", "form", "a"} & set(page.tags)
    assert page.open == []
    for address in ("http:", "https:", "url(", "@import", "//"):
        assert address not in content.replace("</", "")


def test_hostile_names_are_text(site: Site) -> None:
    page = page_of(site, "<script>alert(1)</script>")

    assert "<script>alert(1)</script>" in page.text
    assert "ab & <i>c</i>" in page.text
    assert "\u202e" not in page.text
    assert "\x00" not in page.text
    assert "N" * 200 not in page.text


def test_a_class_of_which_nothing_was_seen_says_so(site: Site) -> None:
    page = page_of(site, "Nothing")

    assert texts.REPORT_NO_FIGURE in page.text
    assert texts.NO_STUDENTS in page.text
    assert texts.FLAGS_NONE in page.text
    assert "svg" not in page.tags


def test_a_class_that_still_runs_says_so(class_store: Store, settings: Settings) -> None:
    session = play(class_store, Script(course="Live", minutes=5, interval_s=20), finish=False)
    view = Queries(class_store, settings.engagement, settings.flags).view(ROOT, str(session))

    page = Page(render_report(view, MADE))

    assert view.session.status is SessionStatus.LIVE
    assert "10:00–now" in page.text
    assert texts.REPORT_STILL_LIVE in page.text


def bins(*values: float | None, bin_s: float = 60.0) -> Timeline:
    """A timeline with these engagements; None = no gallery."""
    calm = tuple(1.0 if emotion is Emotion.NEUTRAL else 0.0 for emotion in Emotion)
    return Timeline(
        participant=None,
        bin_s=bin_s,
        bins=tuple(
            TimelineBin(
                start=START + timedelta(seconds=bin_s * index),
                engagement=value,
                coverage=0.0 if value is None else 0.5,
                visible=None if value is None else 1.0,
                in_call=None if value is None else 1.0,
                emotions=None if value is None else calm,
                gallery_s=0.0 if value is None else bin_s,
            )
            for index, value in enumerate(values)
        ),
    )


def shapes(drawing: Any, tag: str, **attributes: str) -> list[dict[str, str]]:
    found = (one.attrib for one in ET.fromstring(str(drawing)).iter(tag))
    return [one for one in found if attributes.items() <= one.items()]


def test_the_line_breaks_where_nothing_was_seen() -> None:
    drawing = report_figures.timeline_drawing(
        bins(80, 60, None, None, 40), "UTC", dips=(), markers=(), label="<b>over time</b>"
    )

    lines = shapes(drawing, "path", fill="none", stroke=report_figures.COLORS.line)
    assert [line["d"].count("L") for line in lines] == [1, 0]
    (hidden,) = shapes(drawing, "rect", fill=report_figures.COLORS.hidden)
    assert float(hidden["width"]) == pytest.approx((720 - 34 - 8) * 2 / 5, abs=0.2)
    band = shapes(drawing, "rect", fill=report_figures.COLORS.coverage)
    assert [float(one["height"]) for one in band] == [12.0] * 3  # half of 24
    assert ET.fromstring(str(drawing)).get("aria-label") == "<b>over time</b>"


def test_nothing_read_draws_nothing() -> None:
    nothing = bins(None, None)

    assert report_figures.timeline_drawing(nothing, "UTC", dips=(), markers=(), label="") is None
    assert report_figures.mix_drawing(nothing, "UTC", "") is None


def test_expressions_are_stacked_to_the_whole() -> None:
    drawing = report_figures.mix_drawing(bins(80, 80), "UTC", "mix")

    (area,) = shapes(drawing, "path", fill="#9aa7b5")  # neutral fills it all
    assert "8.0" in area["d"]
    assert "138.0" in area["d"]


def test_many_students_are_drawn_on_several_pages() -> None:
    drawings = report_figures.attendance_drawings([(f"Student <{n}>", bins(50, None)) for n in range(90)], "UTC", "who")

    counts = [
        len(shapes(drawing, "text")) - len(shapes(drawing, "text", **{"text-anchor": "middle"})) for drawing in drawings
    ]
    assert len(drawings) == 3
    assert all(30 <= count <= 32 for count in counts)


@pytest.mark.parametrize(
    ("minutes", "first", "count"),
    [(1, "10:00", 2), (50, "10:00", 6), (120, "10:00", 9), (480, "10:00", 9), (3 * 1440, "12:00", 6)],
)
def test_the_clock_has_few_and_round_times(minutes: float, first: str, count: int) -> None:
    scale = TimeScale(START, START + timedelta(minutes=minutes), "Europe/Vienna")

    ticks = list(scale.ticks())

    assert len(ticks) == count
    assert f"{ticks[0] + timedelta(hours=1):%H:%M}" == first


# ---------------------------------------------------------------- what the server hands out


def test_the_report_is_served_to_its_teacher_and_noted(site: Site) -> None:
    session = site.session("Physics 101").id

    answer = site.logged_in().get(f"/reports/{session}.html")

    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Content-Disposition"] == 'inline; filename="physics-101-2026-03-10-report.html"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<h1>Physics 101</h1>" in answer.text
    kept = site.logged_in().get(f"/reports/{session}.html?download=1")
    assert kept.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path",
    ["/reports/{secret}.html", "/reports/gone.html", "/reports/course.zip?course=Secrets", "/reports/course.zip"],
)
def test_what_is_anothers_or_not_there_is_not_handed_out(site: Site, path: str) -> None:
    address = path.format(secret=site.session("Secrets").id)

    assert site.logged_in().get(address).status_code == 404
    assert site.browser().get(address).status_code == 302


def read_zip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_course_comes_as_one_csv_a_report_with_its_sessions(site: Site) -> None:
    first = site.session("Physics 101").id
    second = play(site.store, Script(names=NAMES[:3], minutes=5, interval_s=20, started_at=START + timedelta(days=7)))
    sessions = (first, second)
    settings = (site.queries.engagement, site.queries.flags)

    answer = site.logged_in().get("/reports/course.zip?course=physics%20101")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="physics-101-csv.zip"'
    files = read_zip(answer.data)
    assert set(files) == {f"{kind}.csv" for kind in REPORT_KINDS}
    for kind in REPORT_KINDS:
        assert files[f"{kind}.csv"].count("\ufeff".encode()) == 1
        table = pd.read_csv(io.BytesIO(files[f"{kind}.csv"]))
        parts = [build_report(kind, site.store.load_records(session), *settings) for session in sessions]
        assert table.columns.tolist() == ["session", "course", "session_start", *parts[0].columns]
        assert table["session"].value_counts().to_dict() == {
            str(session): len(part) for session, part in zip(sessions, parts, strict=True) if len(part)
        }
    starts = pd.read_csv(io.BytesIO(files["summary.csv"]))["session_start"].unique().tolist()
    assert starts == ["2026-03-10T10:00:00.000+01:00", "2026-03-17T10:00:00.000+01:00"]


def test_a_course_of_pages_has_one_a_session(site: Site) -> None:
    files = read_zip(site.logged_in().get("/reports/course.zip?course=Physics%20101&kind=html").data)

    (name,) = files
    assert name.startswith("2026-03-10-1000-")
    assert b"<h1>Physics 101</h1>" in files[name]
    assert site.logged_in().get("/reports/course.zip?course=Physics%20101&kind=pdf").status_code == 404


def test_hostile_courses_and_names_stay_text_in_the_csv_of_a_course(site: Site) -> None:
    course = "<script>alert(1)</script>"
    answer = site.logged_in("root").get("/reports/course.zip", query_string={"course": course})

    assert answer.headers["Content-Disposition"] == 'attachment; filename="script-alert-1-script-csv.zip"'
    table = pd.read_csv(io.BytesIO(read_zip(answer.data)["summary.csv"]))
    assert set(table["course"]) == {course}
    assert [name for name in table["participant"] if str(name).startswith("=")] == []
    assert any(str(name).startswith("'=cmd") for name in table["participant"])


def test_a_session_without_anything_leaves_the_headings(site: Site) -> None:
    files = read_zip(site.logged_in("root").get("/reports/course.zip?course=Nothing").data)

    rows = {name: len(pd.read_csv(io.BytesIO(content))) for name, content in files.items()}
    assert rows == {"summary.csv": 1, "timeline.csv": 0, "observations.csv": 0, "flags.csv": 0}


def test_a_silent_database_is_said_before_anything_is_sent(class_store: Store, settings: Settings) -> None:
    pages = SilentStore(class_store)
    site = build_site(class_store, settings, pages=pages)
    client = site.logged_in()
    pages.silent = True

    assert client.get("/reports/course.zip?course=Physics%20101").status_code == 503
    assert client.get("/reports/latest.html").status_code == 503


def test_a_class_without_frames_is_a_report_too(class_store: Store, settings: Settings) -> None:
    session = class_store.create_session(new_session(Script(course="Just begun")), agent="test:1:1")
    view = Queries(class_store, settings.engagement, settings.flags).view(ROOT, str(session))

    assert "Just begun" in Page(render_report(view, MADE)).text


@pytest.mark.browser
def test_it_prints_on_a4_and_letter_without_asking_for_anything(site: Site) -> None:
    content = render_report(view_of(site, "Physics 101"), MADE)
    asked: list[str] = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 400, "height": 800})
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.set_content(content)
        phone = page.evaluate("document.documentElement.scrollWidth")
        prints = [page.pdf(format=paper, prefer_css_page_size=True) for paper in ("A4", "Letter")]

    assert asked == []
    assert phone <= 400
    assert all(print_.startswith(b"%PDF") for print_ in prints)
    assert all(1 < print_.count(b"/Type /Page\n") <= 4 for print_ in prints)


def test_what_was_left_out_is_listed_and_drawn(site: Site) -> None:
    session = site.session("Physics 101")
    part = Exclusion(START + timedelta(minutes=20), START + timedelta(minutes=30), "Break <b>&</b> tea")
    site.store.exclude(session.id, part, actor="mira", now=START)

    page = render_report(site.queries.view(MIRA, str(session.id)), START)

    assert "Break &lt;b&gt;&amp;&lt;/b&gt; tea (not counted)" in page
    assert "10:20–10:30" in page
    assert 'class="excluded"' in page
    assert "excluded by you: not counted" in page
