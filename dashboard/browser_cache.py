"""What a browser may keep of the page's own files, and for how long."""

from flask import Response, request

from dashboard.security import is_static

FOREVER = "public, max-age=31536000, immutable"
ASSETS = "_dash_assets.static"


def allow_keeping(response: Response) -> Response:
    """The response; a file whose address changes with its content is kept without asking again.

    Dash adds the time of change to the addresses of `assets/`, and a version to those of its own scripts, which it
    marks itself. All others are asked for each time and answered with "not modified": Dash compares tags letter by
    letter, which fails behind a proxy that compresses and therefore weakens them.
    """
    if not is_static() or response.status_code != 200:
        return response
    if request.endpoint == ASSETS and request.args.get("m"):
        response.headers["Cache-Control"] = FOREVER
    elif response.get_etag()[0] is not None:
        response.make_conditional(request)
    return response
