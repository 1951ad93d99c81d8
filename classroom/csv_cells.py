"""Text as a cell of a CSV file may hold it: nothing that a spreadsheet would run."""

import re

# What a spreadsheet takes for a formula's beginning: the ASCII signs, their full-width and small forms, the minus sign.
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫−"
CELL_ENDS = ("\t", "\r", "\n")
# Programs skip or drop these at a cell's beginning, so that what follows would begin it: the byte order mark, spaces
# of all widths, zero-width and direction marks, control characters, fillers, variation selectors (Unicode's categories
# Cc, Cf, Z* and its Default_Ignorable_Code_Point).
UNSEEN = (
    "\x00-\x20\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5"
    "\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Where `;`, tab or `|` separates lists, a cell may begin inside ours, also after the quotes that CSV doubles.
_START = rf"""(?:^|[;\t|\r\n])[{UNSEEN}"]*+"""
_FORMULA = re.compile(rf"({_START})(?=[{re.escape(SIGNS)}])")
_DEFUSED = re.compile(rf"({_START})'(?=[{re.escape(SIGNS)}])")
_LEAD = re.compile(rf"[{UNSEEN}]*")


def defuse(text: str) -> str:
    """The text with a `'` before each sign that would begin a formula, and before a tab or line end that leads it."""
    safe = _FORMULA.sub(r"\1'", text)
    return f"'{safe}" if _leads_with_end(safe) else safe


def restore(cell: str) -> str:
    """The text that `defuse` was given; one that had such a `'` of its own comes back without it."""
    plain = cell[1:] if cell.startswith("'") and _leads_with_end(cell[1:]) else cell
    return _DEFUSED.sub(r"\1", plain)


def _leads_with_end(text: str) -> bool:
    lead = _LEAD.match(text)
    return lead is not None and any(end in lead.group() for end in CELL_ENDS)
