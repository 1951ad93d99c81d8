"""The page that tries settings out: inputs at the left, what they would change at the right, buttons below."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html

from classroom.domain import Role, Session, SessionStatus, User
from classroom.settings_file import describe_settings
from dashboard import formats
from dashboard.components.basics import Component, card
from dashboard.components.graphs import graph, graph_frame
from dashboard.components.setting_inputs import setting_row, setting_rows
from dashboard.parts import Parts
from dashboard.preferences import Draft, Tuning
from dashboard.setting_fields import PROFILE, Field, engagement_fields, flag_fields, profile_fields, values_of
from dashboard.setting_form import fields_of, shipped_engagement
from dashboard.texts import settings as texts

MOST_SESSIONS = 300


class Ids:
    SECTION = "settings-section"
    BODY = "settings-body"
    BASE = "settings-base"
    WEIGHTS = "settings-weights"
    SESSION = "settings-session"
    FIGURE = "settings-figure"
    FIGURE_FRAME = "settings-figure-frame"
    CHANGES = "settings-changes"
    FLAGS = "settings-flags"
    TABLE = "settings-table"
    SUMMARY = "settings-summary"
    PROBLEM = "settings-problem"  # of what was typed
    REFUSED = "settings-refused"  # why a button did nothing; a preview leaves it alone
    BUSY = "settings-busy"
    ACTION = "settings-action"  # type of the buttons; a name each
    TEXT = "settings-text"  # type of further inputs


def open_tuning(parts: Parts) -> Tuning | None:
    if parts.preferences is None or parts.administration is None:
        return None
    return Tuning(parts.queries, parts.preferences, parts.administration.note)


def kept_draft(parts: Parts) -> Draft:
    tuning = open_tuning(parts)
    return Draft(parts.queries.engagement, parts.queries.flags) if tuning is None else tuning.load()


def tuning_page(parts: Parts, user: User, section: str, *, session: str | None = None) -> list[Component]:
    kept, tuning = kept_draft(parts), open_tuning(parts)
    profile = kept.engagement.profile
    values = values_of(kept, fields_of(section), profile)
    may_save = tuning is not None and user.role is Role.ADMIN
    form = _engagement_form(parts, kept, may_save) if section == "engagement" else _flags_form(parts, kept)
    lead = texts.ENGAGEMENT_LEAD if section == "engagement" else texts.FLAGS_LEAD
    return [
        dcc.Store(id=Ids.BASE, data=values),
        html.P(lead, className="lead settings-lead"),
        *_notes(parts, user, kept),
        html.Div([html.Div(form, className="settings-form"), _preview_card(parts, user, session)], className="tuning"),
        _bar(may_save, tuning),
    ]


def _notes(parts: Parts, user: User, kept: Draft) -> list[Component]:
    tuning = open_tuning(parts)
    if tuning is None:
        return [html.P(texts.NO_FILE, className="settings-note")]
    notes = []
    if user.role is not Role.ADMIN:
        notes.append(html.P(texts.READ_ONLY, className="settings-note"))
    if not tuning.is_in_use(kept):
        notes.append(html.P(texts.NOT_IN_USE, className="settings-note"))
    return notes


def _outranked(parts: Parts, fields: Sequence[Field], profile: str) -> dict[str, str]:
    tuning = open_tuning(parts)
    found = {} if tuning is None else {one.name: tuning.outranked_by(one.key(profile)) for one in fields}
    return {name: variable for name, variable in found.items() if variable is not None}


def _engagement_form(parts: Parts, kept: Draft, may_save: bool) -> list[Component]:
    engagement = kept.engagement
    chosen, *others = engagement_fields()
    outranked = _outranked(parts, engagement_fields(), engagement.profile)
    choices = [{"value": name, "label": formats.plain(name)} for name in engagement.profiles]
    select = setting_row(chosen, engagement.profile, outranked_by=outranked.get(PROFILE), choices=[*choices])
    values = values_of(kept, others, engagement.profile)
    return [
        card(
            texts.PROFILE_TITLE,
            select,
            html.Div(weight_rows(parts, kept, engagement.profile), id=Ids.WEIGHTS),
            lead=texts.PROFILE_LEAD,
        ),
        card(
            texts.SCORES_TITLE,
            *setting_rows(others, values, describe_settings(), outranked),
            lead=texts.SCORES_LEAD,
        ),
        *([_own_card(kept)] if may_save else []),
    ]


def weight_rows(parts: Parts, kept: Draft, profile: str) -> list[Component]:
    fields = profile_fields()
    values, outranked = values_of(kept, fields, profile), _outranked(parts, fields, profile)
    version = texts.VERSION.format(version=kept.engagement.profiles[profile].version)
    meaning = describe_settings().get(("engagement", "profiles", profile), "")
    combine, *shares = fields
    rows = [setting_row(one, values[one.name], outranked_by=outranked.get(one.name)) for one in shares]
    return [
        html.P(f"{meaning}; {version}" if meaning else version, className="quiet settings-version"),
        html.H3(texts.TERMS_TITLE),
        setting_row(
            combine,
            values[combine.name],
            help_text=texts.COMBINE_HINTS[values[combine.name]],
            outranked_by=outranked.get(combine.name),
            choices=[{"value": value, "label": label} for value, label in texts.COMBINES.items()],
        ),
        *rows[:2],
        html.H3(texts.EMOTIONS_TITLE),
        html.P(texts.EMOTIONS_LEAD, className="quiet settings-version"),
        *rows[2:],
    ]


def _own_card(kept: Draft) -> Component:
    name = dmc.TextInput(id={"type": Ids.TEXT, "name": "own"}, label=texts.OWN_NAME, placeholder="my-class")
    buttons: list[Component] = [_action("copy", texts.OWN_BUTTON)]
    profile = kept.engagement.profile
    if profile not in shipped_engagement().profiles:
        buttons.append(_action("remove", texts.OWN_REMOVE.format(name=formats.plain(profile, 40))))
    return card(texts.OWN_TITLE, name, html.Div(buttons, className="settings-buttons"), lead=texts.OWN_LEAD)


def _flags_form(parts: Parts, kept: Draft) -> list[Component]:
    fields = {one.name: one for one in flag_fields()}
    values = values_of(kept, tuple(fields.values()), kept.engagement.profile)
    outranked = _outranked(parts, tuple(fields.values()), kept.engagement.profile)
    meanings = describe_settings()
    return [
        card(
            title,
            *setting_rows([fields[f"flags:{name}"] for name in names], values, meanings, outranked),
            lead=lead,
        )
        for title, lead, names in texts.FLAG_GROUPS
    ]


def _preview_card(parts: Parts, user: User, session: str | None) -> Component:
    sessions = parts.queries.sessions(user)[:MOST_SESSIONS]
    known = {str(one.id) for one in sessions}
    chosen = session if session in known else _first_choice(sessions) if sessions else None
    select = dmc.Select(
        id=Ids.SESSION,
        data=[{"value": str(one.id), "label": _session_name(one)} for one in sessions],
        value=chosen,
        label=texts.PREVIEW_SESSION,
        searchable=True,
        allowDeselect=False,
    )
    legend = html.Ul(
        [
            html.Li([html.Span(className="swatch swatch-before"), texts.BEFORE]),
            html.Li([html.Span(className="swatch swatch-line"), texts.AFTER]),
        ],
        className="legend",
    )
    busy = html.Div([html.Span(className="busy-bar"), texts.PREVIEW_BUSY], id=Ids.BUSY, className="busy", hidden=True)
    shown = html.Div(
        [
            select,
            html.Div(busy, className="busy-place", role="status"),
            html.Div(id=Ids.CHANGES),
            graph_frame(graph(id=Ids.FIGURE), Ids.FIGURE_FRAME),
            legend,
            html.Div(id=Ids.FLAGS),
            html.Div(id=Ids.TABLE),
        ],
        hidden=not sessions,
    )
    return card(
        texts.PREVIEW_TITLE,
        shown,
        html.P(texts.PREVIEW_NONE, className="quiet", hidden=bool(sessions)),
        lead=texts.PREVIEW_LEAD,
        class_name="preview-card",
    )


def _first_choice(sessions: Sequence[Session]) -> str:
    """The latest class that has ended and in which somebody was seen."""
    ended = (one for one in sessions if one.status is not SessionStatus.LIVE and one.observation_count)
    return str(next(ended, sessions[0]).id)


def _session_name(session: Session) -> str:
    day = formats.short_day(session.started_at, session.time_zone)
    return f"{formats.plain(session.course, 50)}, {day} {formats.clock(session.started_at, session.time_zone)}"


def _bar(may_save: bool, tuning: Tuning | None) -> Component:
    buttons = [_action("discard", texts.DISCARD, quiet=True)]
    if may_save:
        buttons.append(_action("save", texts.SAVE))
    place = texts.PLACE.format(place=tuning.place) if may_save and tuning is not None else ""
    return html.Div(
        [
            html.P(id=Ids.PROBLEM, role="alert", className="settings-problem", hidden=True),
            html.P(id=Ids.REFUSED, role="alert", className="settings-problem", hidden=True),
            html.P(texts.CHANGED_NONE, id=Ids.SUMMARY, role="status", className="settings-summary", title=place),
            html.Div(buttons, className="settings-buttons"),
        ],
        className="settings-bar",
    )


def _action(name: str, text: str, *, quiet: bool = False) -> Component:
    return html.Button(
        text,
        id={"type": Ids.ACTION, "name": name},
        type="button",
        className="settings-button-quiet" if quiet else "button settings-button",
    )
