"""Settings, names and lists of any content: they are read, or there is one clear error."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classroom.config import PREFIX, Settings, load_settings, resource
from classroom.errors import ConfigError, DataError
from classroom.privacy.consent_list import parse_consents
from classroom.roster.attendance import parse_attendance
from classroom.roster.keys import fuzzy_words, name_key
from classroom.roster.reading import parse_roster
from classroom.vision.names import clean_name
from tests.faults.mutants import SEEDS, damage_one
from tests.faults.soak import CASES

FEW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
FEWER = settings(FEW, max_examples=25)  # settings take their time
MANY = settings(FEW, max_examples=CASES)
SHIPPED = yaml.safe_load(resource("config.yaml").read_text(encoding="utf-8"))
KEYS = [(section, key) for section, values in SHIPPED.items() for key in values]
FOLDER = TemporaryDirectory()
START = datetime(2026, 3, 2, 8, tzinfo=UTC)

odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=40),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=8), st.integers(), max_size=3),
)
LISTS = (
    "Full name,Email,Consent\nAnn Lee,ann@school.example,yes\nBo,,no\n",
    "Nachname;Vorname;Einwilligung\nLee;Ann;ja\n",
    (
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
        "Ann Lee,ann@school.example,03/02/2026 08:00:00 AM,03/02/2026 09:00:00 AM,60,Yes\n"
    ),
    "First name,Last name,Email,Duration,Time joined,Time exited\nAnn,Lee,a@b.example,58 min,09:01,10:00\n",
    (
        "1. Summary\nMeeting title\tPhysics\n\n2. Participants\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\n"
        "Ann Lee\t3/2/26, 9:00:12 AM\t3/2/26, 10:00:00 AM\t59m 48s\n"
    ),
)
FILES = tuple(text.encode(how) for text in LISTS for how in ("utf-8", "utf-16"))


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """A class list, consent list or attendance list, damaged; or any bytes."""
    if draw(st.booleans()):
        return draw(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode())))
    return damage_one(FILES, draw(SEEDS))


@st.composite
def config_texts(draw: st.DrawFn) -> str:
    """The shipped settings with some odd values, or any text."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.text(max_size=200))
    changed: dict[str, dict[str, object]] = {}
    for section, key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3)):
        changed.setdefault(section, {})[key] = draw(odd_values)
    return yaml.safe_dump(changed, allow_unicode=draw(st.booleans()))


def require_line(error: Exception) -> None:
    assert "\n" not in str(error)
    assert len(str(error)) < 2000


def read_config(text: str) -> None:
    path = Path(FOLDER.name) / "config.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert isinstance(load_settings(path), Settings)
    except ConfigError as error:
        require_line(error)


def read_lists(data: bytes) -> None:
    zone = ZoneInfo("Europe/Vienna")
    for read in (
        lambda: parse_roster(data, "list.csv"),
        lambda: parse_consents(data, "list.csv"),
        lambda: parse_attendance(data, "list.csv", zone, START),
        lambda: parse_attendance(data, "list.csv", zone, None),
    ):
        try:
            read()
        except DataError as error:
            require_line(error)


def clean(text: str) -> None:
    name = clean_name(text)
    assert name is None or name.strip() == name
    assert name is None or clean_name(name) == name
    name_key(text)
    fuzzy_words(text)


@FEWER
@given(config_texts())
def test_any_settings_file_is_settings_or_one_line(text: str) -> None:
    read_config(text)


@pytest.mark.soak
@MANY
@given(config_texts())
def test_very_many_settings_files(text: str) -> None:
    read_config(text)


variables = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@FEWER
@given(st.sampled_from(KEYS), st.one_of(variables, odd_values.map(str)))
def test_any_variable_is_a_setting_or_one_line(key: tuple[str, str], value: str) -> None:
    read_variable(key, value)


@pytest.mark.soak
@MANY
@given(st.sampled_from(KEYS), st.one_of(variables, odd_values.map(str)))
def test_very_many_variables(key: tuple[str, str], value: str) -> None:
    read_variable(key, value)


def read_variable(key: tuple[str, str], value: str) -> None:
    name = f"{PREFIX}{key[0]}__{key[1]}".upper()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(name, value.replace("\0", "").encode("utf-8", "ignore").decode())
        try:
            load_settings(None)  # the shipped ones alone
        except ConfigError as error:
            require_line(error)


@FEW
@given(lists())
def test_any_list_is_read_or_one_line(data: bytes) -> None:
    read_lists(data)


@pytest.mark.soak
@MANY
@given(lists())
def test_very_many_lists(data: bytes) -> None:
    read_lists(data)


LABEL_PARTS = ("Ann", "l", "Lee ", "Host", "me", "she/her", "You", *"()[]（）…., |-&㐀~+@/:;'1\u202e")
labels = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(LABEL_PARTS), max_size=12).map("".join))


@FEW
@given(labels)
def test_any_label_is_a_name_or_none(text: str) -> None:
    clean(text)


@pytest.mark.soak
@MANY
@given(labels)
def test_very_many_labels(text: str) -> None:
    clean(text)
