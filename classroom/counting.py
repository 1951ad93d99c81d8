"""Numbers with the word that fits them: "1 session", "2 sessions"."""


class Count(int):
    """A whole number that is written with its noun: `f"{Count(1):session|sessions}"` is "1 session"."""

    def __format__(self, spec: str) -> str:
        one, sign, many = spec.partition("|")
        if not sign:
            return super().__format__(spec)
        return f"{int(self)} {one if self == 1 else many}"


def tell_days(days: float) -> str:
    """A time of days in words: "1 day", "30 days", "0.5 days"."""
    return f"{days:g} {'day' if days == 1 else 'days'}"
