"""Which passwords are taken: long enough, and not among the first that anybody would try.

Short on purpose: no rule about kinds of characters (NIST SP 800-63B, 5.1.1.2), only what a guesser begins with.
"""

import re
import unicodedata
from itertools import pairwise

from classroom.errors import DataError

MIN_PASSWORD, MAX_PASSWORD = 8, 1024
_PRODUCT = "classroom"
# Words at the head of every published list of leaked passwords, also with digits and signs around them.
_WORDS = frozenset(
    """
    password passwort motdepasse contrasena parola qwerty qwertz azerty qwertyuiop qwertzuiop azertyuiop asdfghjkl
    asdfghjk yxcvbnm zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc abc abcd abcdef abcdefg abcdefgh letmein welcome
    willkommen bienvenue hello hallo bonjour changeme admin administrator root user username guest test testing tester
    default secret geheim login access master teacher lehrer student school schule class iloveyou monkey dragon sunshine
    princess football fussball baseball basketball superman batman starwars pokemon shadow michael jennifer michelle
    jordan computer internet whatever trustno freedom flower summer winter sommer
    """.split()  # noqa: SIM905 - a list of words reads as one
)
_KEYS = ("01234567890", "09876543210", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm")
_LEET = str.maketrans("@$013457!", "asoieasti")
_TOO_EASY = "this password is among the first that are tried: choose another, such as three words without a connection"
_NAMED = "a password that is only the name of the account or of this program is the first that is tried: choose another"


def checked_password(password: str, name: str) -> str:
    """The password as given.

    Args:
        password: of the account.
        name: the account's.

    Raises:
        DataError: too short or too long, not writable, the account's or the product's name, or one of the commonest.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise DataError(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters: choose another")
    if any(unicodedata.category(one) == "Cs" for one in password):  # half a character, which no keyboard sends
        raise DataError("a password holds a character that cannot be written: choose another")
    plain = _fold(password)
    if any(_is_only(word, plain) for word in {_PRODUCT, _fold(name)}):
        raise DataError(_NAMED)
    if _is_common(plain):
        raise DataError(_TOO_EASY)
    return password


def _fold(text: str) -> str:
    """As a guesser's program varies it: without case, accents' coding and spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).casefold())


def _is_only(word: str, text: str) -> bool:
    """Whether the text is the word, once or again, with at most digits and signs around it."""
    if len(word) < 3:  # would be found in anything; what is short enough to be only that is refused for its length
        return False
    return any(word in one and not re.search(r"[^\W\d_]", one.replace(word, "")) for one in (text, _unleet(text)))


def _is_common(text: str) -> bool:
    if len(set(text)) <= 2 or any(text in line or text in line * 2 for line in _KEYS):
        return True
    return (text.isdecimal() and _is_run(text)) or any(core in _WORDS for core in _cores(text))


def _is_run(digits: str) -> bool:
    """12345678, 98765432, 11223344, 13579135: each digit differs from the one before by as much, or they repeat."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return len(steps) == 1 or digits == digits[:4] * (len(digits) // 4) or steps == {0, 1}


def _cores(text: str) -> set[str]:
    """The word within digits and signs, also where digits and signs stand for letters, and once where it repeats."""
    found = {re.sub(r"^[\W\d_]+|[\W\d_]+$", "", one) for one in (text, _unleet(text))}
    found |= {_unleet(re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text))}
    return found | {one[: len(one) // 2] for one in found if one and one == one[: len(one) // 2] * 2}


def _unleet(text: str) -> str:
    return text.translate(_LEET)
