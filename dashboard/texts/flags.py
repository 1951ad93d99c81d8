"""What the card of hints says."""

from classroom.domain import Verdict
from dashboard import texts

NOT_RAISED = "this hint is no longer raised: reload the page"
JUDGED_MEANWHILE = "this hint was judged on another page meanwhile ({verdict}): look at it, then judge again if needed"
NONE_YET = "no verdict"

FILTER_LABEL = "Which hints"
FILTERS = (("all", "All"), ("open", "Open"), ("judged", "Judged"))
NONE_OPEN = "All hints have your verdict."
NONE_JUDGED = "You have judged none of them yet."
HOW = "How hints are raised, and what engagement is"

GIVEN = "{name}, {reason}: {verdict}"
WITHDRAWN = "{name}, {reason}: verdict withdrawn"
BACK = "{reason}: {verdict}"

TRUST_TITLE = "How far the hints can be trusted"
TRUST_LEAD = (
    "Measured by your verdicts; those you ignore are left out. This class: the hints that show now. All classes: every "
    "verdict that is kept."
)
TRUST_KEPT = (
    "{count:verdict is|verdicts are} kept on hints that do not show now: their time does not count, or the settings "
    "are others. They come back with the hint."
)
TRUST_COLUMNS = ("Hint", "This class", "All classes")
TRUST_ALL = "All hints"
TRUST_SHARE = "{percent} right ({right} of {judged})"
TRUST_FEW = "too few to tell ({right} of {judged} right)"
TRUST_NONE = "none judged"


def say(verdict: Verdict | None) -> str:
    return NONE_YET if verdict is None else texts.VERDICTS[verdict].lower()
