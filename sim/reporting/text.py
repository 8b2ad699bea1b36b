"""Text that spreadsheets will read, made harmless: no cell may begin as a formula."""

import re

_STARTS_FORMULA = (
    "=+-@\t\r\n＝＋－＠"  # the wide forms too: a spreadsheet takes them for the narrow
)
_RISKY = re.compile(rf'(^|[;,|\t\r\n"])(?=[{re.escape(_STARTS_FORMULA)}])')


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return text.startswith(tuple(_STARTS_FORMULA))


def guarded(text: str) -> str:
    """The text with a `'` wherever a cell read from CSV could begin as a formula.

    Also behind separators and quotes, which begin a cell for a program that splits otherwise
    than we do. To get the text back, delete every `'` that stands before = + - @ or white space.
    """
    return _RISKY.sub(r"\1'", text)
