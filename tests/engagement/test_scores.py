import numpy as np
import pytest

from classroom.config import EngagementSettings
from classroom.domain import EMOTIONS, STATES, Emotion, ParticipantState
from classroom.engagement import score_observations
from classroom.engagement.scores import facing_angles, facing_terms, score_without_laughter
from tests.engagement.builders import NO_FACE, Seen, session_of, shipped_settings

ENGAGEMENT, _ = shipped_settings()


def profile(name: str) -> EngagementSettings:
    return ENGAGEMENT.model_copy(update={"profile": name})


def score(seen: Seen, settings: EngagementSettings = ENGAGEMENT) -> float:
    return float(score_observations(session_of([{1: seen}]).observations, settings)[0])


@pytest.mark.parametrize(
    ("emotion", "expected"),
    [
        (Emotion.NEUTRAL, 100.0),
        (Emotion.HAPPY, 100 * 0.6 / 0.9),
        (Emotion.SURPRISE, 100 * 0.6 / 0.9),
        (Emotion.SAD, 100 * 0.3 / 0.9),
        (Emotion.FEAR, 100 * 0.3 / 0.9),
        (Emotion.ANGRY, 100 * 0.25 / 0.9),
        (Emotion.DISGUST, 100 * 0.2 / 0.9),
    ],
)
def test_a_sure_emotion_scores_its_weight_over_neutrals(emotion: Emotion, expected: float) -> None:
    assert score(Seen(moods={emotion: 1.0})) == pytest.approx(expected, abs=1e-4)


def test_a_mixed_face_scores_the_weighted_sum() -> None:
    seen = Seen(moods={Emotion.SAD: 0.25, Emotion.HAPPY: 0.25})

    assert score(seen) == pytest.approx(100 * (0.25 * 0.3 + 0.25 * 0.6 + 0.5 * 0.9) / 0.9, abs=1e-4)


@pytest.mark.parametrize(
    ("yaw", "pitch", "term"),
    [(0, 0, 1), (20, 0, 1), (-20, 0, 1), (40, 0, 0.5), (0, -40, 0.5), (60, 0, 0), (0, 75, 0), (180, 0, 0)],
)
def test_facing_is_full_to_20_degrees_and_nothing_from_60(yaw: float, pitch: float, term: float) -> None:
    pose = np.array([[yaw, pitch, 90.0]], dtype=np.float32)

    assert facing_terms(pose, ENGAGEMENT)[0] == pytest.approx(term, abs=1e-5)


def test_the_facing_angle_joins_yaw_and_pitch() -> None:
    pose = np.array([[30.0, 40.0, 0.0], [np.nan, 0.0, 0.0]], dtype=np.float32)

    angles = facing_angles(pose)

    expected = np.degrees(np.arccos(np.cos(np.radians(30)) * np.cos(np.radians(40))))
    assert angles[0] == pytest.approx(expected, abs=1e-4)
    assert np.isnan(angles[1])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("expression-1", 100 / 3),
        ("classroom-1", 100 * (0.6 / 3 + 0.4 * 0.5)),
        ("sharma-2019", 100 / 3 * 0.5),
        ("presence", 50.0),
    ],
)
def test_each_profile_combines_its_terms(name: str, expected: float) -> None:
    seen = Seen(moods={Emotion.SAD: 1.0}, pose=(40.0, 0.0))

    assert score(seen, profile(name)) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "without_pose", "without_emotions"),
    [
        ("expression-1", False, True),
        ("classroom-1", True, True),
        ("sharma-2019", True, True),
        ("presence", True, False),
    ],
)
def test_a_missing_term_makes_no_score_unless_it_has_no_weight(
    name: str, without_pose: bool, without_emotions: bool
) -> None:
    assert np.isnan(score(Seen(pose=None), profile(name))) == without_pose
    assert np.isnan(score(Seen(pose=(0.0, 0.0), is_read=False), profile(name))) == without_emotions


def test_who_is_not_visible_has_no_score() -> None:
    assert np.isnan(score(NO_FACE))
    stale = session_of([{1: Seen()}]).observations
    stale.state[0] = STATES.index(ParticipantState.FROZEN)
    assert np.isnan(score_observations(stale, ENGAGEMENT)[0])


def test_a_profile_without_terms_scores_nobody() -> None:
    nothing = ENGAGEMENT.profiles["sharma-2019"].model_copy(update={"expression": 0.0, "facing": 0.0})
    settings = ENGAGEMENT.model_copy(update={"profile": "nothing", "profiles": {"nothing": nothing}})

    assert np.isnan(score(Seen(pose=(0.0, 0.0)), settings))


def test_without_laughter_only_the_other_emotions_lower_the_score() -> None:
    table = session_of([{1: Seen(moods={Emotion.HAPPY: 0.5, Emotion.SAD: 0.25})}]).observations

    assert score_without_laughter(table, ENGAGEMENT)[0] == pytest.approx(100 * (0.75 * 0.9 + 0.25 * 0.3) / 0.9)


def test_a_score_is_the_same_alone_as_among_many() -> None:
    shares = np.random.default_rng(1).dirichlet(np.ones(len(EMOTIONS)), size=500)
    rows = [{1: Seen(moods=dict(zip(EMOTIONS, row.tolist(), strict=True)), pose=(row[0] * 60, 5.0))} for row in shares]
    settings = profile("classroom-1")

    together = score_observations(session_of(rows).observations, settings)

    assert [score(row[1], settings) for row in rows] == together.tolist()
