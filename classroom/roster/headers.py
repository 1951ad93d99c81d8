"""Which column of a table is what: the usual headings of schools' systems and of platforms."""

from collections.abc import Mapping, Sequence

from classroom.roster.keys import plain_key

Headings = Mapping[str, frozenset[str]]


def _of(words: str) -> frozenset[str]:
    return frozenset(word.strip() for word in words.split("|"))


NAME = _of(
    "name|full name|fullname|student|student name|display name|learner|participant|pupil|schüler|schülerin|schüler/in"
    "|vollständiger name|nom complet|nombre completo|nome completo|nome|nombre y apellidos|teilnehmer|teilnehmername"
)
FIRST = _of(
    "first name|firstname|first|given name|givenname|given|given names|forename|vorname|vornamen|rufname|prénom|prenom"
    "|nombre|fornavn|förnamn|voornaam|imię|preferred name"
)
LAST = _of(
    "last name|lastname|last|surname|family name|familyname|family|nachname|familienname|nom|nom de famille|apellido"
    "|apellidos|cognome|etternavn|efternamn|achternaam|nazwisko"
)
EXTERNAL_ID = _of(
    "id|student id|studentid|student number|student no|student no.|sis id|sis user id|sis login id|external id|user id"
    "|matriculation number|matrikelnummer|matrikelnr|matrikelnr.|schülernummer|number|no|no.|nr|nr.|numéro"
)
EMAIL = _of(
    "email|e-mail|email address|e-mail address|mail|user email|e-mail-adresse|mailadresse|adresse e-mail|courriel"
    "|correo|correo electrónico|user principal name|participant id (upn)|upn"
)
CONSENT = _of(
    "consent|consents|consent given|agrees|agreed|permission|einwilligung|einverständnis|einverstanden|zustimmung"
    "|consentement|accord|consentimiento|consenso|toestemming|samtykke|samtycke|zgoda"
)


def find_columns(row: Sequence[str], wanted: Headings) -> dict[str, int]:
    """Meaning -> place of its column, for those headings that the row has; the first of two counts."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        key = plain_key(cell).strip(" :*#")
        for meaning, words in wanted.items():
            if key in words and meaning not in found and place not in found.values():
                found[meaning] = place
    return found


def cell_of(row: Sequence[str], columns: Mapping[str, int], meaning: str) -> str:
    """The cell of that meaning; "" when the row or the table has none."""
    place = columns.get(meaning)
    return row[place] if place is not None and place < len(row) else ""
