"""The card of hints: verdicts given and withdrawn, which hints are shown, how far they can be trusted."""

from datetime import timedelta
from typing import Any

import pytest

from classroom.domain import Exclusion, FlagReason, FlagVerdict, Role, User, Verdict
from classroom.errors import DataError, NotFoundError
from dashboard.components import undo
from dashboard.components.flags import flag_list, precision_table, precision_words
from dashboard.texts import flags as words
from dashboard.verdicts import Precision, Verdicts, count_kept, session_precision
from dashboard.views import flag_key
from tests.dashboard.classes import START, Script, play
from tests.dashboard.pressing import press
from tests.dashboard.site import Site, call

MIRA = User("mira", Role.TEACHER, has_password=True)
LONG = timedelta(minutes=4)
ROOT = User("root", Role.ADMIN, has_password=True)


@pytest.fixture
def verdicts(site: Site) -> Verdicts:
    return Verdicts(site.store, site.queries)


@pytest.fixture
def physics(site: Site) -> str:
    return str(site.session("Physics 101").id)


def keys(site: Site, reference: str) -> list[str]:
    return [flag_key(flag) for flag in site.queries.view(MIRA, reference).flags]


def first_verdict(site: Site, reference: str) -> Verdict | None:
    return site.queries.view(MIRA, reference).flags[0].verdict


def judge(site: Site, reference: str, verdict: str, seen: dict[str, str] | None) -> dict[str, Any]:
    button = {"type": "flag-verdict", "flag": keys(site, reference)[0], "verdict": verdict}
    known = {"session-reference.data": reference, "session-flags-seen.data": seen}
    return press(site.logged_in(), site, button, known)


def test_pressing_the_chosen_verdict_again_withdraws_it(site: Site, verdicts: Verdicts, physics: str) -> None:
    key = keys(site, physics)[0]

    given = verdicts.press(MIRA, physics, key, Verdict.RIGHT, seen=None)
    between = first_verdict(site, physics)
    withdrawn = verdicts.press(MIRA, physics, key, Verdict.RIGHT, seen=Verdict.RIGHT)

    assert (given.before, given.after, between) == (None, Verdict.RIGHT, Verdict.RIGHT)
    assert (withdrawn.before, withdrawn.after) == (Verdict.RIGHT, None)
    assert first_verdict(site, physics) is None


def test_a_verdict_is_kept_while_its_time_does_not_count_and_comes_back_with_it(
    site: Site, verdicts: Verdicts, physics: str
) -> None:
    verdicts.press(MIRA, physics, keys(site, physics)[0], Verdict.RIGHT, seen=None)
    before = site.queries.view(MIRA, physics)
    part = Exclusion(before.session.started_at, before.flags[0].start + timedelta(hours=3), "Exam")
    by = {"actor": "mira", "now": START}

    site.store.exclude(before.session.id, part, **by)
    without = site.queries.view(MIRA, physics)
    shown = str(precision_table(session_precision(without), verdicts.precision(MIRA), kept=count_kept(without)))
    site.store.include(before.session.id, part.start, part.end, **by)
    again = site.queries.view(MIRA, physics)

    assert (without.flags, count_kept(without), count_kept(before)) == ((), 1, 0)
    assert "1 verdict is kept on hints that do not show now" in shown
    assert "too few to tell (1 of 1 right)" in shown  # of all classes: every verdict that is kept
    assert again.flags == before.flags
    assert again.flags[0].verdict is Verdict.RIGHT


def test_a_hint_of_which_the_beginning_is_left_out_keeps_its_verdict_and_counts_once(
    site: Site, verdicts: Verdicts, physics: str
) -> None:
    before = site.queries.view(MIRA, physics)
    place, hint = next((at, one) for at, one in enumerate(before.flags) if one.end and one.end - one.start > LONG)
    verdicts.press(MIRA, physics, flag_key(hint), Verdict.RIGHT, seen=None)
    part = Exclusion(before.session.started_at, hint.start + timedelta(seconds=30), "Settling in")

    site.store.exclude(before.session.id, part, actor="mira", now=START)
    cut = site.queries.view(MIRA, physics)
    moved = next(one for one in cut.flags if (one.participant, one.reason) == (hint.participant, hint.reason))
    verdicts.press(MIRA, physics, flag_key(moved), Verdict.WRONG, seen=Verdict.RIGHT)
    changed = verdicts.precision(MIRA)[0]
    verdicts.press(MIRA, physics, flag_key(moved), Verdict.WRONG, seen=Verdict.WRONG)

    assert moved.start > hint.start, place
    assert moved.verdict is Verdict.RIGHT
    assert (session_precision(cut)[0].judged, count_kept(cut)) == (1, 0)
    assert (changed.right, changed.wrong) == (0, 1)  # another word on the same hint takes the place of the first
    assert verdicts.precision(MIRA)[0].judged == 0


def test_a_verdict_of_a_hint_that_began_elsewhere_is_withdrawn(site: Site, verdicts: Verdicts, physics: str) -> None:
    hint = site.queries.view(MIRA, physics).flags[0]
    given = FlagVerdict(
        hint.participant, hint.reason, hint.start - timedelta(minutes=1), hint.end, "1", Verdict.WRONG, START
    )
    site.store.save_verdict(site.session("Physics 101").id, given)

    shown = first_verdict(site, physics)
    verdicts.press(MIRA, physics, flag_key(hint), Verdict.WRONG, seen=Verdict.WRONG)

    assert shown is Verdict.WRONG
    assert first_verdict(site, physics) is None
    assert verdicts.precision(MIRA)[0].judged == 0


def test_another_verdict_takes_the_place_of_the_first(site: Site, verdicts: Verdicts, physics: str) -> None:
    key = keys(site, physics)[0]
    verdicts.press(MIRA, physics, key, Verdict.RIGHT, seen=None)

    verdicts.press(MIRA, physics, key, Verdict.IGNORE, seen=Verdict.RIGHT)

    assert first_verdict(site, physics) is Verdict.IGNORE


def test_what_another_tab_has_judged_meanwhile_is_neither_overwritten_nor_withdrawn(
    site: Site, verdicts: Verdicts, physics: str
) -> None:
    key = keys(site, physics)[0]
    verdicts.press(MIRA, physics, key, Verdict.WRONG, seen=None)

    with pytest.raises(DataError, match=r"another page meanwhile \(wrong\)"):
        verdicts.press(MIRA, physics, key, Verdict.RIGHT, seen=None)
    verdicts.press(MIRA, physics, key, Verdict.WRONG, seen=None)  # both say the same: it stays

    assert first_verdict(site, physics) is Verdict.WRONG


@pytest.mark.parametrize("key", ["", "1:no_face:0", "x" * 9_000, "<script>"])
def test_a_hint_that_is_not_raised_cannot_be_judged(verdicts: Verdicts, physics: str, key: str) -> None:
    with pytest.raises(NotFoundError, match="no longer raised"):
        verdicts.press(MIRA, physics, key, Verdict.RIGHT, seen=None)


def test_hints_of_another_teachers_class_cannot_be_judged(site: Site, verdicts: Verdicts) -> None:
    with pytest.raises(NotFoundError, match="no session"):
        verdicts.put(MIRA, str(site.session("Secrets").id), "1:no_face:0", None)


def test_the_list_shows_all_open_or_judged_hints(site: Site, verdicts: Verdicts, physics: str) -> None:
    total = len(keys(site, physics))
    verdicts.put(MIRA, physics, keys(site, physics)[0], Verdict.RIGHT)
    view = site.queries.view(MIRA, physics)

    counts = [len(flag_list(view, which).children) for which in ("all", "open", "judged", "nonsense")]

    assert counts == [total, total - 1, 1, total]


def test_a_filter_that_leaves_nothing_says_so(site: Site, verdicts: Verdicts, physics: str) -> None:
    assert words.NONE_JUDGED in str(flag_list(site.queries.view(MIRA, physics), "judged"))
    for key in keys(site, physics):
        verdicts.put(MIRA, physics, key, Verdict.IGNORE)

    assert words.NONE_OPEN in str(flag_list(site.queries.view(MIRA, physics), "open"))


def test_precision_counts_right_and_wrong_by_reason(site: Site, verdicts: Verdicts, physics: str) -> None:
    view = site.queries.view(MIRA, physics)
    given = [Verdict.RIGHT, Verdict.WRONG, Verdict.IGNORE]
    for flag, verdict in zip(view.flags, given, strict=False):
        verdicts.put(MIRA, physics, flag_key(flag), verdict)

    whole, *by_reason = session_precision(site.queries.view(MIRA, physics))

    assert (whole.reason, whole.right, whole.wrong) == (None, 1, 1)
    assert sum(one.judged for one in by_reason) == 2
    assert all(one.judged for one in by_reason)


def test_precision_over_all_classes_leaves_out_demos_and_other_teachers(site: Site, verdicts: Verdicts) -> None:
    for course, is_demo, owner in (("Mine", False, "mira"), ("Pauls", False, "paul"), ("Show", True, None)):
        session = play(site.store, Script(course=course, is_demo=is_demo, owner=owner, minutes=1, interval_s=20))
        for minute in range(3):
            start = START + timedelta(minutes=minute)
            given = FlagVerdict(1, FlagReason.NO_FACE, start, None, "1", Verdict.RIGHT, START)
            site.store.save_verdict(session, given)

    assert verdicts.precision(MIRA)[0].right == 3
    assert verdicts.precision(ROOT)[0].right == 6


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (0, 0, words.TRUST_NONE),
        (3, 1, "too few to tell (3 of 4 right)"),
        (3, 2, "60 % right (3 of 5)"),
        (0, 5, "0 % right (0 of 5)"),
    ],
)
def test_a_share_of_few_verdicts_is_not_told(right: int, wrong: int, said: str) -> None:
    assert precision_words(Precision(None, right, wrong)) == said


def test_before_the_first_verdict_there_is_no_table() -> None:
    nothing = (Precision(None, 0, 0),)

    assert precision_table(nothing, nothing) is None
    assert precision_table(nothing, (Precision(None, 1, 0),)) is not None


def test_a_press_is_undone_by_its_notice(site: Site, physics: str) -> None:
    answer = judge(site, physics, "right", {})
    offered = answer["sideUpdate"]["undo-offer"]["data"]

    said = call(
        site.logged_in(),
        site,
        f"{undo.Ids.DONE}.data",
        {f"{undo.Ids.BUTTON}.n_clicks": 1},
        {f"{undo.Ids.OFFER}.data": offered},
    ).text

    assert offered["text"] == "Farid Haddad, Camera on, no face: right"
    assert "Undone: Camera on, no face: no verdict" in said
    assert first_verdict(site, physics) is None


def test_the_page_withdraws_what_it_shows(site: Site, verdicts: Verdicts, physics: str) -> None:
    key = keys(site, physics)[0]
    verdicts.put(MIRA, physics, key, Verdict.RIGHT)
    drawn = call(
        site.logged_in(),
        site,
        "session-flags.children",
        {"session-version.data": "x", "session-flags-filter.value": "all"},
        {"session-reference.data": physics},
    ).get_json()["response"]

    judge(site, physics, "right", drawn["session-flags-seen"]["data"])

    assert drawn["session-flags-seen"]["data"] == {key: "right"}
    assert first_verdict(site, physics) is None


@pytest.mark.parametrize("verdict", ["perhaps", "", "RIGHT", "<b>"])
def test_a_verdict_that_is_none_is_told(site: Site, physics: str, verdict: str) -> None:
    answer = judge(site, physics, verdict, {})

    assert "no longer raised" in answer["sideUpdate"]["problem"]["children"]
    assert first_verdict(site, physics) is None
