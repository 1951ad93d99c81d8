"""The dashboard behind the real proxies of `deploy/`, with TLS: logins, headers, an agent that sends through them."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from classroom.errors import StorageError
from classroom.transport.client import ServerClient
from dashboard.throttle import ATTEMPTS_PER_ADDRESS
from tests.e2e.test_real_screen import _free_port, classroom
from tests.e2e.test_sending_to_a_server import PASSWORD, home

DEPLOY = Path(__file__).parents[2] / "deploy"
HOST = "localhost"


@dataclass(frozen=True)
class Proxied:
    """A dashboard that is reached through a proxy."""

    url: str  # https://...
    plain: str  # http://..., the same server without TLS
    authority: Path  # the certificate that signed the proxy's
    school: dict[str, str]  # the environment of the server's commands

    def browser(self) -> requests.Session:
        session = requests.Session()
        session.verify = str(self.authority)
        session.trust_env = False
        return session


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxied(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    if shutil.which(request.param, path=_path()) is None:
        pytest.skip(f"{request.param} is not installed")
    folder = tmp_path_factory.mktemp(request.param)
    school = home(folder / "school") | {"CLASSROOM_SERVER__TRUSTED_PROXY": "true", "PYTHONUNBUFFERED": "1"}
    school["CLASSROOM_SERVER__CONNECTIONS"] = "20"
    classroom(school, "users", "add", "mira", "--role", "teacher", "--password-stdin", text=PASSWORD)
    port = _free_port()
    dashboard = [sys.executable, "-m", "classroom", "dashboard", "--port", str(port)]
    start = {"nginx": nginx, "caddy": caddy}[request.param]
    with running(dashboard, school), start(folder, port) as (secure, plain, authority):
        found = Proxied(f"https://{HOST}:{secure}", f"http://{HOST}:{plain}", authority, school)
        _wait_for(found)
        yield found


@contextmanager
def nginx(folder: Path, port: int) -> Iterator[tuple[int, int, Path]]:
    """Runs `deploy/nginx.conf`; only addresses, ports and places are other ones."""
    secure, plain, authority = _free_port(), _free_port(), folder / "site.pem"
    files = f"-keyout {folder / 'site.key'} -out {authority}"
    kind = f"-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}"
    subprocess.run(f"openssl req -x509 -days 2 {kind} {files}".split(), check=True, capture_output=True)
    shipped = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    changed = (
        ("127.0.0.1:8050", f"127.0.0.1:{port}"),
        ("listen 443", f"listen {secure}"),
        ("listen 80", f"listen {plain}"),
        ("classroom.school.example", HOST),
        ("/etc/ssl/certs/classroom.pem", str(authority)),
        ("/etc/ssl/private/classroom.key", str(folder / "site.key")),
    )
    for old, new in changed:
        assert old in shipped
        shipped = shipped.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    around = f"daemon off; pid {folder}/pid; events {{}} http {{ access_log off; {temporary}\n{shipped} }}"
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    command = ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running(command, os.environ | {"PATH": _path()}):
        yield secure, plain, authority


@contextmanager
def caddy(folder: Path, port: int) -> Iterator[tuple[int, int, Path]]:
    """Runs `deploy/Caddyfile`, with an authority of its own instead of a public one."""
    secure, plain = _free_port(), _free_port()
    shipped = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    options = (
        "{\n\tskip_install_trust\n\tlocal_certs\n\tadmin off\n"
        f"\tstorage file_system {folder}/store\n\thttp_port {plain}\n\thttps_port {secure}\n\tservers {{"
    )
    changes = {"dashboard:8050": f"127.0.0.1:{port}", "{\n\tservers {": options}
    if _caddy_is_older_than_2_7():
        changes["request_buffers 4MB"] = "buffer_requests\n\t\tmax_buffer_size 4MB"
    for old, new in changes.items():
        assert shipped.count(old) == 1
        shipped = shipped.replace(old, new)
    (folder / "Caddyfile").write_text(shipped)
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    places = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with running(command, os.environ | places | {"PATH": _path(), "SITE": HOST}):
        yield secure, plain, folder / "store" / "pki" / "authorities" / "local" / "root.crt"


def _caddy_is_older_than_2_7() -> bool:
    told = subprocess.run(["caddy", "version"], env=os.environ | {"PATH": _path()}, capture_output=True, check=True)
    return re.match(r"v?2\.[0-6]\.", told.stdout.decode()) is not None


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _path() -> str:
    return f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"


def _wait_for(proxied: Proxied, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if proxied.browser().get(f"{proxied.url}/healthz", timeout=5).status_code == 200:
                return
        except (requests.ConnectionError, OSError):
            pass
        assert time.monotonic() < end
        time.sleep(0.2)


def log_in(
    browser: requests.Session, proxied: Proxied, password: str, name: str = "mira", **headers: str
) -> requests.Response:
    page = browser.get(f"{proxied.url}/login", timeout=60)
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token
    form = {"csrf": token[1], "username": name, "password": password}
    sent = {"Origin": proxied.url, "Referer": f"{proxied.url}/login"} | headers
    return browser.post(f"{proxied.url}/login", form, headers=sent, allow_redirects=False, timeout=60)


def test_a_teacher_logs_in_over_tls_with_cookies_that_stay_there(proxied: Proxied) -> None:
    browser = proxied.browser()

    answer = log_in(browser, proxied, PASSWORD)
    page = browser.get(f"{proxied.url}/", timeout=60)

    assert answer.status_code == 302
    assert not answer.headers["Location"].startswith("http://")
    assert page.status_code == 200
    assert "/login" not in page.url
    assert browser.cookies
    assert all(cookie.secure for cookie in browser.cookies)
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert "default-src" in page.headers["Content-Security-Policy"]


def test_without_tls_the_browser_is_sent_to_it(proxied: Proxied) -> None:
    answer = requests.get(f"{proxied.plain}/login", allow_redirects=False, timeout=60)

    assert answer.status_code in {301, 308}
    assert answer.headers["Location"].startswith("https://")
    assert "Set-Cookie" not in answer.headers


def test_measurements_are_not_for_the_world(proxied: Proxied) -> None:
    assert proxied.browser().get(f"{proxied.url}/metrics", timeout=60).status_code == 404


def test_a_body_that_is_too_large_ends_at_the_proxy(proxied: Proxied) -> None:
    try:
        status = proxied.browser().post(f"{proxied.url}/ingest/v1/messages", b"x" * (5 * 2**20), timeout=60).status_code
    except requests.ConnectionError:  # Caddy answers and hangs up while the body is still coming
        status = 413

    assert status in {413, 502}  # 502: an older Caddy notices it only while it passes the body on
    assert proxied.browser().get(f"{proxied.url}/healthz", timeout=60).status_code == 200


def test_slow_bodies_wait_at_the_proxy_and_shut_nobody_out(proxied: Proxied) -> None:
    place = urlsplit(proxied.url)
    trusted = ssl.create_default_context(cafile=str(proxied.authority))
    with ExitStack() as slow:
        for _ in range(60):  # three times what the dashboard takes
            plain = slow.enter_context(socket.create_connection((HOST, place.port or 443), timeout=60))
            one = slow.enter_context(trusted.wrap_socket(plain, server_hostname=HOST))
            one.sendall(f"POST /login HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 4000\r\n\r\nx".encode())

        answers = [proxied.browser().get(f"{proxied.url}/healthz", timeout=60).status_code for _ in range(30)]

    assert answers == [200] * 30


def test_an_agent_sends_through_it_when_it_trusts_the_certificate(
    proxied: Proxied, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = classroom(proxied.school, "users", "token", "mira", "--record", "--label", "laptop").strip()
    client = ServerClient(proxied.url, token)
    with pytest.raises(StorageError, match="certificate"):
        client.ask_class("Physics 101")
    monkeypatch.setenv("SSL_CERT_FILE", str(proxied.authority))

    answer = client.ask_class("Physics 101")
    client.close()

    assert answer.owner == "mira"


def test_who_guesses_passwords_cannot_pass_as_another_address(proxied: Proxied) -> None:  # the last: it locks us out
    browser = proxied.browser()

    answers = [
        log_in(browser, proxied, "wrong", f"name{number}", **{"X-Forwarded-For": f"203.0.113.{number}"})
        for number in range(ATTEMPTS_PER_ADDRESS + 1)
    ]

    assert [answer.status_code for answer in answers[:3]] == [401] * 3
    assert answers[-1].status_code == 429
