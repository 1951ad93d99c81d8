"""Settings: profiles and thresholds, with what a change of them would do to a recorded class."""

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update, set_props

from classroom.domain import User
from classroom.errors import ClassroomError, DataError
from dashboard import ids
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component
from dashboard.components.comparison import (
    comparison_figures,
    comparison_flags,
    comparison_outcome,
    comparison_table,
    comparison_words,
)
from dashboard.components.graphs import renewal
from dashboard.components.setting_inputs import FIELD_TYPE, SLIDER_TYPE
from dashboard.components.tuning import Ids, kept_draft, open_tuning, tuning_page, weight_rows
from dashboard.figures.comparison import comparison_figure
from dashboard.parts import Parts
from dashboard.preferences import Comparison, Draft, Tuning, apply_changes, compare, with_version
from dashboard.setting_fields import profile_fields, values_of
from dashboard.setting_form import PLANS, PROFILE_ID, Form, named_changes, summary
from dashboard.texts import settings as texts
from dashboard.theme import Scheme

UNDO = "settings.save"
MAX_REFERENCE = 64


def layout(parts: Parts, section: str) -> Component:
    """`section` is "engagement" or "flags"."""
    return html.Div(
        [dcc.Store(id=Ids.SECTION, data=section), html.Div(tuning_page(parts, asking_user(), section), id=Ids.BODY)]
    )


def register(app: Dash, parts: Parts) -> None:
    _register_inputs(app, parts)
    _register_preview(app, parts)
    _register_actions(app, parts)

    def take_back(user: User, values: Any) -> str:
        _require(open_tuning(parts)).undo(user, values["mark"])
        return texts.UNDONE

    parts.undo.add(UNDO, take_back)


def _register_inputs(app: Dash, parts: Parts) -> None:
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomSettings", "twin"),
        Output({"type": SLIDER_TYPE, "name": ALL}, "value"),
        Output({"type": FIELD_TYPE, "name": ALL}, "value"),
        Input({"type": SLIDER_TYPE, "name": ALL}, "value"),
        Input({"type": FIELD_TYPE, "name": ALL}, "value"),
        State({"type": SLIDER_TYPE, "name": ALL}, "id"),
        State({"type": FIELD_TYPE, "name": ALL}, "id"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomSettings", "forget"),
        Output(Ids.REFUSED, "hidden"),
        Input({"type": FIELD_TYPE, "name": ALL}, "value"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Ids.WEIGHTS, "children"),
        Output(Ids.BASE, "data"),
        Input(PROFILE_ID, "value"),
        State(Ids.BASE, "data"),
        prevent_initial_call=True,
    )
    def choose_profile(profile: object, base: object) -> tuple[Any, ...]:
        kept = kept_draft(parts)
        if not isinstance(profile, str) or profile not in kept.engagement.profiles or not isinstance(base, dict):
            raise DataError("there is no such profile any more: reload the page")
        values = values_of(kept, profile_fields(), profile)
        return weight_rows(parts, kept, profile), {**base, **values}


def _register_preview(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.FIGURE, "figure"),
        Output(Ids.FIGURE_FRAME, "aria-label"),
        Output(Ids.CHANGES, "children"),
        Output(Ids.FLAGS, "children"),
        Output(Ids.TABLE, "children"),
        Output(Ids.SUMMARY, "children"),
        Output(Ids.PROBLEM, "children"),
        Output(Ids.PROBLEM, "hidden"),
        Input({"type": FIELD_TYPE, "name": ALL}, "value"),
        Input(Ids.SESSION, "value"),
        Input(ids.SCHEME, "data"),
        State({"type": FIELD_TYPE, "name": ALL}, "id"),
        State(Ids.SECTION, "data"),
        State(Ids.BASE, "data"),
        running=[(Output(Ids.BUSY, "hidden"), False, True)],
    )
    def preview(
        values: list[Any], session: object, scheme: Scheme | None, names: list[Any], section: str, base: object
    ) -> tuple[Any, ...]:
        try:
            kept = kept_draft(parts)
            changes = Form(section, names, values, base).changes(kept)
            draft = apply_changes(kept, with_version(kept, changes))
            if not session:  # nothing was recorded yet
                return *[no_update] * 5, summary(changes), "", True
            change = _compare(parts, session, draft)
        except DataError as error:
            return *[no_update] * 6, str(error), False
        view = change.before
        figure = comparison_figure(
            view.timeline,
            change.after.timeline,
            zone=view.session.time_zone,
            scheme=scheme or "light",
            key=view.session.id.hex,
        )
        return (
            renewal(figure),
            comparison_words(change),
            comparison_figures(change),
            comparison_flags(change),
            comparison_table(change),
            f"{summary(changes)}. {comparison_outcome(change)}" if changes else summary(changes),
            "",
            True,
        )


def _compare(parts: Parts, session: object, draft: Draft) -> Comparison:
    if not isinstance(session, str) or not session or len(session) > MAX_REFERENCE:
        raise DataError(texts.PREVIEW_CHOOSE)
    return compare(parts.queries, asking_user(), session, draft)


def _register_actions(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.BODY, "children"),
        Input({"type": Ids.ACTION, "name": ALL}, "n_clicks"),
        Input(undo.Ids.DONE, "data"),
        State({"type": FIELD_TYPE, "name": ALL}, "value"),
        State({"type": FIELD_TYPE, "name": ALL}, "id"),
        State({"type": Ids.TEXT, "name": ALL}, "value"),
        State(Ids.SESSION, "value"),
        State(Ids.SECTION, "data"),
        State(Ids.BASE, "data"),
        prevent_initial_call=True,
    )
    def act(*given: Any) -> Any:
        _clicks, _undone, values, names, words, session, section, base = given
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # the buttons were only drawn
            return no_update
        user, pressed = asking_user(), ctx.triggered_id
        try:
            if not isinstance(pressed, str):
                _do(parts, user, str(pressed["name"]), Form(section, names, values, base), words)
        except ClassroomError as error:
            set_props(Ids.REFUSED, {"children": str(error), "hidden": False})
            return no_update
        return tuning_page(parts, user, section, session=session if isinstance(session, str) else None)


def _do(parts: Parts, user: User, action: str, form: Form, words: object) -> None:
    """What a button says; "discard" draws the page anew, which is all."""
    if action == "discard":
        return
    tuning = _require(open_tuning(parts))
    kept = tuning.load()
    plan = PLANS.get(action)
    if plan is None:
        raise DataError(texts.UNKNOWN_ACTION)
    changes, base = plan(kept, form, words)
    saved = tuning.save(user, changes, base)
    name = saved.settings.engagement.profile
    done = texts.SAVED_AS.format(name=name) if action == "copy" else texts.SAVED.format(names=named_changes(changes))
    undo.offer(done, UNDO, mark=saved.undo)


def _require(tuning: Tuning | None) -> Tuning:
    if tuning is None:
        raise DataError(texts.NO_FILE)
    return tuning
