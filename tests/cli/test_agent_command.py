"""A recorded class seen and controlled from another terminal."""

import json
from uuid import UUID

import pytest

from classroom.cli.options import AGENT_FOLDER
from classroom.config import data_folder
from classroom.control import run_controlled
from classroom.errors import BusyError, NotFoundError
from tests.cli.conftest import Cli


def test_before_the_first_class_there_is_none(cli: Cli) -> None:
    assert cli("agent").out == "No class has been recorded yet.\n"
    assert cli("agent", "--json").out == "null\n"


@pytest.mark.parametrize("command", ["pause", "resume", "stop"])
def test_without_a_running_class_there_is_nothing_to_control(cli: Cli, command: str) -> None:
    done = cli("agent", command)

    assert done.code == NotFoundError.exit_code
    assert done.err == "error: no class is being recorded on this computer: there is nothing to do\n"


def test_a_running_class_is_told_and_stopped(cli: Cli) -> None:
    with run_controlled(data_folder() / AGENT_FOLDER, "Physics 101") as agent:
        agent.describe(source="monitor 1 (1920x1080)")
        agent.begin(UUID(int=7))

        assert cli("agent").out.startswith('"Physics 101": recording, monitor 1 (1920x1080), session 0000')
        assert json.loads(cli("agent", "--json").out)["phase"] == "recording"
        assert cli("agent", "stop").out == '"Physics 101" ends.\n'
        assert agent.stop.wait(10)


def test_a_second_start_is_refused_in_one_line(cli: Cli) -> None:
    with run_controlled(data_folder() / AGENT_FOLDER, "Physics 101"):
        done = cli("start", "--course", "Chemistry")

    assert done.code == BusyError.exit_code
    assert done.err.startswith('error: "Physics 101" is being recorded on this computer already')
    assert done.err.count("\n") == 1


def test_a_start_that_fails_tells_why(cli: Cli) -> None:
    cli("start", "--course", "Chemistry")

    state = json.loads(cli("agent", "--json").out)
    assert state["phase"] == "failed"
    assert "display" in state["error"].lower()
