"""`classroom policy`: whether expressions are read."""

import json
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, current_settings, json_option, owner_option

if TYPE_CHECKING:
    from classroom.privacy.policies import Policy
    from classroom.storage import Store


@click.group("policy", invoke_without_command=True)
@json_option
@config_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Show whether expressions are read: by policy.emotions in the settings, and by the answers that were given."""
    if ctx.invoked_subcommand is not None:
        return
    settings = current_settings()
    with _open() as store:
        known = store.policies()
    if as_json:
        answers = [policy_json(one) for one in known]
        click.echo(json.dumps({"settings": settings.policy.emotions, "answers": answers}))
        return
    click.echo(f"settings       policy.emotions: {settings.policy.emotions}")
    for one in known:
        owner = "" if one.owner is None else f" (classes of {one.owner})"
        click.echo(
            f"{one.course or 'every course'}{owner}: {'on' if one.reads_expressions else 'off'}, "
            f"since {one.decided_at.astimezone():%Y-%m-%d}, by {one.decided_by}"
        )


@command.command("set")
@click.argument("reads", type=click.Choice(["on", "off"]))
@click.option("--course", default="", help="For this course alone; it outranks everything else.")
@owner_option
@config_option
def set_policy(reads: str, course: str, owner: str | None) -> None:
    """Switch the reading of expressions on or off."""
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import check_owner, now
    from classroom.privacy.law import OFF_MEANS, WHAT_IT_SAYS
    from classroom.privacy.policies import Place, Policy

    with _open() as store:
        owned = check_owner(store, current_settings(), owner)
        store.save_policy(Policy(course.strip(), reads == "on", Place.NOT_ASKED, owned, now(), ACTOR))
    click.echo(f"Expressions are {reads} for {course.strip() or 'every course without an answer of its own'}.")
    click.echo(WHAT_IT_SAYS if reads == "on" else OFF_MEANS, err=True)


@command.command("reset")
@click.option("--course", default="", help="The course that is to follow the general answer again.")
@owner_option
@config_option
def reset_policy(course: str, owner: str | None) -> None:
    """Forget an answer: of a course, or (without --course) the general one, so that it is asked again."""
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import check_owner, now

    with _open() as store:
        owned = check_owner(store, current_settings(), owner)
        known = store.remove_policy(course.strip(), owner=owned, actor=ACTOR, now=now())
    click.echo("Forgotten." if known else "There was no such answer.")


@command.command("notice")
@click.option("--course", default="", help="For this course's own answer about expressions.")
@click.option("--server", metavar="URL", help="As the agent is told with `start --server`.")
@owner_option
@config_option
def show_notice(course: str, server: str | None, owner: str | None) -> None:
    """Print the notice for the class, ready for the chat."""
    from classroom.cli.permissions import leaves_computer
    from classroom.cli.wiring import check_owner
    from classroom.privacy.law import class_notice
    from classroom.privacy.policies import find_ruling

    settings = current_settings()
    with _open() as store:
        owned = check_owner(store, settings, owner)
        ruling = find_ruling(store.policies(), settings.policy.emotions, owned, course)
    sends = bool(server or settings.delivery.server)
    click.echo(
        class_notice(
            reads_expressions=ruling.reads_expressions is not False,
            retention_days=None if sends else settings.retention.days,
            to_server=sends or leaves_computer(settings, settings.server),
        )
    )


def policy_json(policy: "Policy") -> dict[str, object]:
    """The public JSON form of an answer."""
    return {
        "course": policy.course or None,
        "expressions": policy.reads_expressions,
        "place": str(policy.place),
        "owner": policy.owner,
        "decided_at": policy.decided_at.isoformat(),
        "decided_by": policy.decided_by,
    }


def _open() -> "Store":
    from classroom.cli.wiring import open_default_store

    return open_default_store(current_settings())
