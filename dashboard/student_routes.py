"""A student's classes as a CSV file."""

from flask import Flask, Response

from dashboard.addresses import STUDENT, read_student
from dashboard.auth import asking_user
from dashboard.terms import Terms


def install_history(server: Flask, terms: Terms) -> None:
    """Add the address; who asks sees the own students alone."""

    @server.get(f"{STUDENT}<reference>/history.csv")
    def history(reference: str) -> Response:
        file = terms.history(asking_user(), read_student(reference))
        response = Response(file.content, mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
        return response
