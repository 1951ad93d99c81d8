"""What may be read of pictures that an account tries: its answer about the law, and all its consent registers."""

from collections.abc import Callable
from functools import cache

from classroom.cli.inspecting import Rules
from classroom.config import PolicySettings
from classroom.privacy.consents import ConsentRegister, ConsentRules, Treatment, make_register
from classroom.privacy.policies import GENERAL, find_ruling
from classroom.storage import Store


def account_rules(store: Store, policy: PolicySettings) -> Callable[[str], Rules]:
    """The rules for a user's name, as the database says at that moment.

    A tried picture belongs to no course: a student who does not agree in one of them is not read.

    Raises (when asked):
        StorageError: the database does not answer.
    """

    def ask(user: str) -> Rules:
        ruling = find_ruling(store.policies(), policy.emotions, user, GENERAL)
        return Rules(ruling.reads_expressions is not False, _consent(store, policy, user))

    return ask


def _consent(store: Store, policy: PolicySettings, user: str) -> Callable[[str | None], bool]:
    """Whether a face may be read by the name on its tile; the register is read at the first name."""
    from classroom.vision.name_likeness import are_alike

    rules = ConsentRules(Treatment(policy.without_consent), Treatment(policy.unknown_names))

    @cache
    def register() -> ConsentRegister:
        lines = store.consents(visible_to=user)
        return make_register(((line.decision, [line.name]) for line in lines), {})

    def may_read(name: str | None) -> bool:
        decision = None if name is None else register().decide(name, are_alike)
        return rules.treat(decision) is Treatment.READ

    return may_read
