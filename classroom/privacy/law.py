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
    "sound is stored, and nothing is sent to anybody. It does not count for grades. If you do not want your "
    "expressions to be read, write to me: then only your presence is noted, or nothing at all. There is no "
    "disadvantage in that. Everything is deleted {retention}."
)

NOTICE_OFF = (
    "Hello everyone. I use a tool on my computer that looks at this gallery and keeps for me: who was here, whether "
    "the camera was on and the face turned to the screen. Expressions are not read. No picture or sound is stored, "
    "and nothing is sent to anybody. It does not count for grades. If you do not want to take part, write to me. "
    "There is no disadvantage in that. Everything is deleted {retention}."
)


def class_notice(*, reads_expressions: bool, retention_days: float) -> str:
    """The notice for the class, ready for the chat."""
    kept = f"after {tell_days(retention_days)}" if retention_days > 0 else "when I no longer need it"
    return (NOTICE_ON if reads_expressions else NOTICE_OFF).format(retention=kept)
