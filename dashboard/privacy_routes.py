"""All that is kept of one student, as a file: a form's answer, so that the name stands in no address."""

from flask import Flask, Response, request

from classroom.errors import DataError
from dashboard.auth import asking_user, message_page
from dashboard.privacy import Privacy
from dashboard.texts import privacy as texts

PATH = "/privacy/student"
BACK = "/settings/privacy"


def install_student_export(server: Flask, privacy: Privacy) -> None:
    @server.post(PATH)
    def export_student() -> Response | tuple[str, int]:
        form = request.form
        try:
            file = privacy.export_student(
                asking_user(), form.get("name", ""), form.get("course"), form.get("kind", "json")
            )
        except DataError as error:
            return message_page(texts.EXPORT_REFUSED, str(error), BACK, texts.BACK), 400
        kind = "application/zip" if file.file_name.endswith(".zip") else "application/json"
        response = Response(file.content, mimetype=kind)
        response.headers["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
        return response
