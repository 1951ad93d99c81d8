"""Invented names of people, by script, and what people put around them."""

import numpy as np

_GIVEN: dict[str, tuple[str, ...]] = {
    "latin": (
        "Amara", "Ben", "Chloe", "Daniel", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kavya", "Liam",
        "Mei", "Noah", "Olivia", "Pablo", "Quinn", "Rosa", "Samir", "Tara", "Uma", "Victor", "Wendy", "Xavier",
        "Yara", "Zoe", "Anna", "Bilal", "Carmen", "David", "Eva", "Felix", "Gina", "Hassan", "Ida", "Jack", "Karim",
        "Lucy", "Marco", "Nina", "Omar", "Petra", "Ravi", "Sofia", "Tom", "Ada", "Boris", "Clara", "Dmitri", "Emma",
        "Jose-Maria", "Li", "Al",
    ),
    "accents": ("Zoë", "José", "Anaïs", "Jürgen", "Søren", "Łukasz", "Çağla", "Ángel", "Björn", "Šárka", "Đorđe",
                "Inés", "Büşra", "Márton", "Renée", "Jiří"),
    "cyrillic": ("Анна", "Борис", "Вера", "Дмитрий", "Елена", "Иван", "Ольга", "Сергей", "Юлия", "Павел"),
    "greek": ("Ελένη", "Γιώργος", "Μαρία", "Νίκος", "Σοφία", "Κώστας"),
    "cjk": ("伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "洋"),
    "japanese": ("さくら", "ゆうと", "陽菜", "翔太", "美咲", "はると"),
    "hangul": ("서연", "민준", "지우", "하은", "도윤", "예준"),
    "arabic": ("محمد", "فاطمة", "ليلى", "أحمد", "مريم", "يوسف"),
    "hebrew": ("נועה", "דוד", "יעל", "אורי", "תמר", "איתן"),
    "devanagari": ("आरव", "प्रिया", "अनन्या", "रोहन", "मीरा", "विकास"),
    "thai": ("สมชาย", "มาลี", "อนงค์", "ปิติ", "ชูใจ", "วีระ"),
}  # fmt: skip
_FAMILY: dict[str, tuple[str, ...]] = {
    "latin": (
        "Diallo", "Carter", "Martin", "Weber", "Rossi", "Haddad", "Kim", "Santos", "Novak", "Berg", "Iyer", "Walsh",
        "Chen", "Okafor", "Garcia", "Singh", "Brown", "Mueller", "Ivanova", "Tanaka", "Silva", "Nguyen", "Khan",
        "Lopez", "Smith", "Jones", "Adeyemi", "Petrov", "Larsen", "Moreau", "Costa", "Ali", "Park", "Wood",
        "Kowalski", "Fernandez-Ortega", "O'Brien", "Featherstonehaugh", "Papadopoulos", "Schwarzenberger", "Li",
        "Ng",
    ),
    "accents": ("Müller", "García", "Nuñez", "Lefèvre", "Sørensen", "Wałęsa", "Yılmaz", "Öztürk", "Dvořák", "Gonçalves",
                "Ødegård", "Kovács", "Živković", "Åberg"),
    "cyrillic": ("Иванова", "Петров", "Смирнова", "Кузнецов", "Шевченко", "Попова"),
    "greek": ("Παπαδοπούλου", "Νικολάου", "Γεωργίου", "Δημητρίου"),
    "cjk": ("王", "李", "张", "刘", "陈", "杨", "黄", "赵"),
    "japanese": ("佐藤", "鈴木", "高橋", "田中", "渡辺", "山本"),
    "hangul": ("김", "이", "박", "최", "정", "강"),
    "arabic": ("الأحمد", "حسن", "منصور", "خليل", "العلي"),
    "hebrew": ("כהן", "לוי", "מזרחי", "פרץ", "ביטון"),
    "devanagari": ("शर्मा", "पटेल", "सिंह", "गुप्ता", "वर्मा"),
    "thai": ("ใจดี", "สุขสันต์", "แสงทอง", "ศรีสุข"),
}  # fmt: skip
SCRIPTS = tuple(_GIVEN)
FOREIGN = tuple(script for script in SCRIPTS if script not in ("latin", "accents"))
_JOINED = ("cjk", "hangul")  # family name first, no space
_LONG = ("Maria del Carmen Fernandez-Ortega de la Vega", "Dr. Bartholomew Featherstonehaugh-Smythe III",
         "Anna Katharina Schwarzenberger-Papadopoulos", "Physics Lab Room 204 (Second Floor, East Wing)")  # fmt: skip
_OTHER = ("iPhone", "Galaxy S21", "iPad von Clara", "Guest 3", "student17", "Room 12", "T.", "MK", "noah k", "~ zoe ~")
PRONOUNS = ("(she/her)", "(he/him)", "(they/them)", "(she/they)", "[he/him]")
ROLES = ("(Host)", "(Co-host)", "(Host, me)", "(Me)", "(Guest)", "(You)", "(Unverified)", "- Class 9b", "| 10A")


def sample_name(random: np.random.Generator, script: str = "latin") -> str:
    """An invented name in that script; a Latin one is now and then long, in capitals, or a device's."""
    if script == "latin" and random.random() < 0.1:
        pool = _LONG if random.random() < 0.4 else _OTHER
        return pool[int(random.integers(len(pool)))]
    given = _GIVEN[script][int(random.integers(len(_GIVEN[script])))]
    family = _FAMILY[script][int(random.integers(len(_FAMILY[script])))]
    if script in _JOINED:
        return family + given
    if script == "japanese":
        return f"{family} {given}"
    kind = random.random()
    if script == "latin" and kind < 0.25:
        return given if kind < 0.15 else f"{given} {family[0]}." if kind < 0.22 else f"{given} {family}".upper()
    return f"{given} {family}"


def decorate_name(random: np.random.Generator, name: str) -> str:
    """The text a label shows for that name: now and then with pronouns or a role."""
    kind = random.random()
    if kind < 0.08:
        return f"{name} {PRONOUNS[int(random.integers(len(PRONOUNS)))]}"
    return f"{name} {ROLES[int(random.integers(len(ROLES)))]}" if kind < 0.16 else name
