"""Any question to the API has an answer or a problem, never a crash."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.api import PREFIX as API
from dashboard.api.endpoints import ENDPOINTS
from tests.dashboard.site import Site
from tests.faults.soak import CASES

FEW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture
def asking(site: Site) -> tuple[FlaskClient, dict[str, str], str]:
    token = site.tokens.create("mira", actor="mira")
    return site.browser(), {"Authorization": f"Bearer {token}"}, site.session("Physics 101").id.hex


PARAMETERS = sorted({name for endpoint in ENDPOINTS for name in endpoint.query.model_fields})
questions = st.tuples(
    st.sampled_from([endpoint.path for endpoint in ENDPOINTS]),
    st.one_of(st.just("SESSION"), st.text(max_size=40)),
    st.one_of(st.integers(-(10**12), 10**12).map(str), st.text(max_size=10)),
    st.dictionaries(
        st.one_of(st.sampled_from(PARAMETERS), st.text(max_size=10)),
        st.one_of(st.integers().map(str), st.text(max_size=30), st.datetimes().map(str)),
        max_size=3,
    ),
)
Question = tuple[str, str, str, dict[str, str]]


def ask(client: FlaskClient, headers: dict[str, str], session: str, question: Question) -> None:
    path, reference, number, query = question
    filled = path.replace("<session>", quote(session if reference == "SESSION" else reference, safe=""))
    filled = filled.replace("<int:participant>", quote(number, safe=""))

    answer = client.get(f"{API}{filled}", query_string=query, headers=headers)

    assert answer.status_code in {200, 304, 308, 400, 404}, (filled, query, answer.text[:300])
    assert answer.status_code in {200, 304, 308} or answer.mimetype == "application/problem+json"


@FEW
@given(question=questions)
def test_any_question_to_the_api_has_an_answer(
    asking: tuple[FlaskClient, dict[str, str], str], question: Question
) -> None:
    ask(*asking, question)


@pytest.mark.soak
@settings(FEW, max_examples=CASES)
@given(question=questions)
def test_very_many_questions_to_the_api(asking: tuple[FlaskClient, dict[str, str], str], question: Question) -> None:
    ask(*asking, question)
