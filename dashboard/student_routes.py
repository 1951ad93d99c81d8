"""A student's classes as a CSV file."""

from flask import Flask, Response

from classroom.errors import DataError
from dashboard.addresses import STUDENT, read_student, student_address
from dashboard.auth import asking_user, message_page
from dashboard.terms import Terms
from dashboard.texts import terms as texts


def install_history(server: Flask, terms: Terms) -> None:
    """Add the address; who asks sees the own students alone."""

    @server.get(f"{STUDENT}<reference>/history.csv")
    def history(reference: str) -> Response | tuple[str, int]:
        student = read_student(reference)
        try:
            file = terms.history(asking_user(), student)
        except DataError as error:
            page = message_page(texts.HISTORY_EARLY_TITLE, str(error), student_address(student), texts.TRY_AGAIN)
            return page, 409
        response = Response(file.content, mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
        return response
