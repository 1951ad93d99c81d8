"""Log lines as text and as JSON."""

import json
import logging
import subprocess
import sys

from classroom.cli.logs import JsonFormatter


def test_a_json_line_holds_time_level_logger_and_message() -> None:
    record = logging.LogRecord("dashboard", logging.WARNING, __file__, 1, "the database %s", ("is silent\n",), None)

    entry = json.loads(JsonFormatter().format(record))

    assert (entry["level"], entry["logger"], entry["message"]) == ("warning", "dashboard", "the database is silent\n")
    assert entry["time"].endswith("+00:00")


def test_an_error_brings_its_trace_in_the_same_line() -> None:
    try:
        int("no")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())

    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert "ValueError: invalid" in json.loads(line)["error"]


def test_the_setting_chooses_the_form_of_the_lines() -> None:
    program = (
        "import logging\n"
        "from classroom.cli.logs import set_up_logging\n"
        "from classroom.config import LoggingSettings\n"
        "set_up_logging(LoggingSettings(level='info', format='json'))\n"
        "logging.getLogger('a').info('hello')\n"
        "logging.getLogger('a').debug('unseen')\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert [json.loads(line)["message"] for line in done.stderr.splitlines()] == ["hello"]
