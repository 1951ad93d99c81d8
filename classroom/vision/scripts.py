"""Letters that Latin, Cyrillic and Greek share: read as Latin ones, given back their script by the word's others."""

import unicodedata

# Letters drawn alike in nearly all fonts; the Latin one stands for both.
_CYRILLIC_TWINS = dict(zip("АВЕЅІЇЈКМНОРСТХЀЁӘҮаеѕіїјорсухѐёһә", "ABESIÏJKMHOPCTXÈËƏYaesiïjopcyxèëhə", strict=True))
_GREEK_TWINS = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧΪΫονό", "ABEZHIKMNOPTYXÏŸovó", strict=True))
TWINS = _CYRILLIC_TWINS | _GREEK_TWINS  # Cyrillic or Greek -> Latin
_BACK = {
    "CYRILLIC": {latin: letter for letter, latin in _CYRILLIC_TWINS.items()},
    "GREEK": {latin: letter for letter, latin in _GREEK_TWINS.items()},
}


def fold_scripts(text: str) -> str:
    """The text with Cyrillic and Greek letters that look like Latin ones written as these."""
    return "".join(TWINS.get(letter, letter) for letter in text)


def restore_scripts(text: str) -> str:
    """The text with these letters in the script of their word.

    A word is Cyrillic or Greek when a letter only that script has says so and all others can be; a word that could be
    either, as "Oса" could, is of the line's other words' script, and Latin when there is none.
    """
    words = text.split(" ")
    scripts = [_script_of(word) for word in words]
    others = {script for script in scripts if script in _BACK}
    common = others.pop() if len(others) == 1 and "LATIN" not in scripts else "LATIN"
    return " ".join(_write_in(word, script or common) for word, script in zip(words, scripts, strict=True))


def _script_of(word: str) -> str | None:
    """CYRILLIC, GREEK or LATIN by letters only one of them has; None when there is no such letter."""
    sure = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
    for script, back in _BACK.items():
        if script in sure:
            return script if all(letter in back for letter in word if _is_latin(letter)) else None
    return "LATIN" if any(_is_latin(letter) and not _is_twin(letter) for letter in word) else None


def _write_in(word: str, script: str) -> str:
    back = _BACK.get(script)
    if back is None or not all(letter in back for letter in word if _is_latin(letter)):
        return word
    return "".join(back.get(letter, letter) for letter in word)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def _is_twin(letter: str) -> bool:
    return any(letter in back for back in _BACK.values())
