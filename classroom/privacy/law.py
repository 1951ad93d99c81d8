"""The law about expressions in education, in plain words: asked before the first class, shown on the pages."""

from classroom.counting import tell_days

LAW = "Regulation (EU) 2024/1689 (the EU's AI Act), Article 5(1)(f)"

WHAT_IT_SAYS = (
    f"{LAW}, forbids software that infers emotions of people in schools and universities, except for medical or "
    "safety reasons. It holds in the European Union since 2 February 2025, for live classes and for recordings, "
    "whoever agrees to it."
)

QUESTION = "Where does the class take place, and where are its students?"

ANSWERS = {
    "eu": "In the European Union (or Iceland, Liechtenstein, Norway), all or some of them",
    "elsewhere": "Nowhere in the European Union, and I may read expressions there",
    "unsure": "I am not sure",
}

OFF_MEANS = (
    "Expressions are not read: who was there, whose face was visible and who faced the screen remains. "
    "Change it on the dashboard's privacy page, or for one course alone."
)
ON_MEANS = (
    "Expressions are read. Tell your class before you begin: the privacy page has a notice ready for the chat. "
    "Change it there at any time, or for one course alone."
)

NOTICE_ON = (
    "Hello everyone. I use a tool on my computer that looks at this gallery and keeps for me: who was here, whether "
    "the camera was on and the face turned to the screen, and an estimate of expressions over time. No picture or "
    "sound is stored. {where} It does not count for grades. If you do not want your expressions to be read, write to "
    "me: then only your presence is noted, or nothing at all. There is no disadvantage in that. Everything is deleted "
    "{retention}."
)

NOTICE_OFF = (
    "Hello everyone. I use a tool on my computer that looks at this gallery and keeps for me: who was here, whether "
    "the camera was on and the face turned to the screen. Expressions are not read. No picture or sound is stored. "
    "{where} It does not count for grades. If you do not want to take part, write to me. There is no disadvantage in "
    "that. Everything is deleted {retention}."
)

KEPT_HERE = "Nothing is sent to anybody."
KEPT_BY_SCHOOL = (
    "What is noted, with your names, is sent encrypted to our school's server and kept there; our school's "
    "administrators can see it, and nobody else gets it."
)


def class_notice(*, reads_expressions: bool, retention_days: float | None, to_server: bool = False) -> str:
    """The notice for the class, ready for the chat.

    Args:
        retention_days: 0 = kept until it is deleted by hand; None = the school's server decides.
        to_server: whether what is seen leaves the teacher's computer for the school's server.
    """
    text = NOTICE_ON if reads_expressions else NOTICE_OFF
    return text.format(where=KEPT_BY_SCHOOL if to_server else KEPT_HERE, retention=_describe_end(retention_days))


def _describe_end(retention_days: float | None) -> str:
    if retention_days is None:
        return "when the time that our school has set for it is over"
    if retention_days <= 0:
        return "when I no longer need it"
    return f"after {tell_days(retention_days)}"
