"""What `deploy/` sets is what the program knows, and its health check tells a living server from a dead one."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from classroom.cli.serving import server_settings
from classroom.config import Settings, load_settings, resource
from tests.e2e.test_real_screen import _free_port

PUBLIC = "https://classroom.school.example"
DEPLOY = Path(__file__).parent.parent / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def dockerfile_environment() -> dict[str, str]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.removeprefix("ENV ") for line in text.splitlines() if line.startswith("ENV ")]
    return dict(word.split("=", 1) for line in lines for word in shlex.split(line))


def unit_environment(unit: Path) -> dict[str, str]:
    return dict(re.findall(r"^Environment=(\w+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE))


def settings_of(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment.items():
        if name.startswith("CLASSROOM_"):
            monkeypatch.setenv(name, value)
    return load_settings(resource("config.yaml"))


def test_the_container_listens_behind_its_proxy_with_settings_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = dockerfile_environment()
    settings = settings_of(environment, monkeypatch)
    monkeypatch.setenv("PORT", environment["PORT"])

    server = server_settings(settings.server, None, None)

    assert (server.host, server.port, server.trusted_proxy) == ("0.0.0.0", 8050, True)
    assert settings.logging.format == "json"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_sets_what_exists(unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_of(unit_environment(unit), monkeypatch)


def test_the_image_is_not_root_and_brings_no_training() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")

    assert re.search(r"^USER classroom$", text, re.MULTILINE)
    assert re.findall(r"install .*?\.\[(.*?)\]", text) == ["postgres"]


def test_compose_shows_the_database_to_nobody_outside() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))

    assert compose["services"]["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]
    assert "classroom" not in (DEPLOY / "example.env").read_text().split("DATABASE_PASSWORD=")[1]


def health_check() -> list[str]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.search(r"HEALTHCHECK .*? CMD (\[.*?\])\s*$", text, re.MULTILINE)
    assert found
    command: list[str] = yaml.safe_load(found[1])
    return [sys.executable, *command[1:]]


def test_the_health_check_finds_a_living_server_whose_links_lead_through_the_proxy(
    tmp_path: Path,
) -> None:
    port = str(_free_port())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLASSROOM_", "XDG_"))}
    environment = kept | dockerfile_environment() | {"PORT": port, "PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    environment["CLASSROOM_SERVER__PUBLIC_URL"] = PUBLIC
    environment |= {"XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    assert subprocess.run(health_check(), env=environment, check=False, capture_output=True).returncode != 0
    process = subprocess.Popen(
        [sys.executable, "-m", "classroom", "dashboard"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith(f"Dashboard: {PUBLIC} ")
        assert f"{PUBLIC}/setup/" in process.stdout.readline()
        assert subprocess.run(health_check(), env=environment, check=False).returncode == 0
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        process.stdout.close()
