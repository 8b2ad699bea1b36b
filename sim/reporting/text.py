"""Text that other programs will read: made harmless for spreadsheets and terminals."""

import re
import unicodedata

_STARTS_FORMULA = "=+-@\t\r\n＝＋－＠"  # the wide forms too: a spreadsheet takes them for the narrow
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


def visible(text: str) -> str:
    """The text with control characters shown (ESC as ^[), so that no terminal obeys them."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    code = ord(character)
    if code < 32 or code == 127:
        return f"^{chr(code ^ 64)}"
    if unicodedata.category(character) in {"Cc", "Cf"}:  # C1 controls; marks that reverse text
        return f"\\u{code:04x}"
    return character
