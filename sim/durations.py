"""Times as people write them: durations (`4m30s`), clock times (`08:30`), `09:30-13:00`.

Inside the project a time is a float in seconds; a clock time is seconds since midnight.
Only this module knows the written forms.
"""

import re

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|min|s|m|h|d|w)", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)


def parse_duration(text: str) -> float:
    """Seconds in a duration such as `90s`, `4m30s`, `1.5h`, `2d`.

    Raises ValueError, with the remedy, for a bare number or an unknown unit.
    """
    compact = text.strip().lower().replace(" ", "")
    parts = _PART.findall(compact)
    if not parts or "".join(number + unit for number, unit in parts) != compact:
        raise ValueError('needs a duration with its unit, such as "90s", "4m30s" or "1h"')
    return float(sum(float(number) * _UNITS[unit] for number, unit in parts))


def parse_clock(text: str) -> float:
    """Seconds since midnight of a clock time: `8:30`, `08:30:00`; `24:00` is the day's end."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError('needs a clock time such as "08:30"')
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = 3600 * hours + 60 * minutes + seconds
    if minutes > 59 or seconds > 59 or total > 86400:
        raise ValueError('needs a clock time between "00:00" and "24:00"')
    return float(total)


def parse_interval(text: str) -> tuple[float, float]:
    """Start and end, in seconds since midnight, of a stretch of the day such as `09:30-13:00`."""
    start_text, dash, end_text = text.partition("-")
    if not dash:
        raise ValueError('needs a stretch of the day such as "09:30-13:00"')
    start, end = parse_clock(start_text), parse_clock(end_text)
    if end <= start:
        raise ValueError(f'ends before it starts; "{text}" may not cross midnight')
    return start, end


def format_duration(seconds: float) -> str:
    """The shortest exact written form: 270 → `4m30s`, 0.5 → `500ms`, 86400 → `1d`."""
    if seconds == 0:
        return "0s"
    rest, parts = seconds, []
    for unit, size in (("d", 86400.0), ("h", 3600.0), ("m", 60.0)):
        count = int(rest // size)
        if count:
            parts.append(f"{count}{unit}")
            rest -= count * size
    if rest:
        parts.append(f"{rest:.12g}s" if rest >= 1 or parts else f"{rest * 1000:.12g}ms")
    return "".join(parts)


def format_clock(seconds: float) -> str:
    """A clock time: 30600 → `08:30`; seconds are shown only where there are any."""
    whole = round(seconds)
    text = f"{whole // 3600:02d}:{whole % 3600 // 60:02d}"
    return text + (f":{whole % 60:02d}" if whole % 60 else "")
