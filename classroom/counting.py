"""Numbers with the word that fits them: "1 session", "2 sessions"."""

from datetime import timedelta


class Count(int):
    """A whole number that is written with its noun: `f"{Count(1):session|sessions}"` is "1 session".

    A comma before the nouns groups the digits with spaces: `f"{Count(1200):,picture|pictures}"` is "1 200 pictures".
    """

    def __format__(self, spec: str) -> str:
        one, sign, many = spec.partition("|")
        if not sign:
            return super().__format__(spec)
        grouped = one.startswith(",")
        number = f"{int(self):,}".replace(",", " ") if grouped else f"{int(self)}"
        return f"{number} {(one.removeprefix(',') if grouped else one) if self == 1 else many}"


def tell_days(days: float) -> str:
    """A time of days in words: "1 day", "30 days", "0.5 days"."""
    return f"{days:g} {'day' if days == 1 else 'days'}"


def tell_span(span: timedelta) -> str:
    """A time in words, roughly, from seconds to years: "12 minutes", "73 years"."""
    seconds = abs(span.total_seconds())
    for unit, many, longest in ((1, "seconds", 120), (60, "minutes", 120), (3600, "hours", 48), (86_400, "days", 730)):
        if seconds < unit * longest:
            return f"{seconds / unit:.0f} {many}"
    return f"{seconds / (365.25 * 86_400):.0f} years"
