"""The columns of what is observed, by table, declared as data; `docs/observed.md` is made of them.

Names follow the interval exports of telephony systems where these have one. `U` is text, `M8[us]` a
local date and time (there is no time zone), NaT or nan "never", "" nobody or not known.
"""

from datetime import date

from sim.centre.log import Column
from sim.errors import UsageError

FIRST_DAY = "2024-01-01"
"""Date of the measured day (of time 0 in a horizon) unless told: a Monday without meaning."""

_FROM = Column("interval_start", "M8[us]", "time", "begin of the interval")
_TO = Column("interval_end", "M8[us]", "time", "its end, the next one's begin")
_CONTACT = Column("contact_id", "i4", "number", "contact, numbered in order of arrival")


def _count(name: str, meaning: str) -> Column:
    return Column(name, "i4", "count", meaning)


def _seconds(name: str, meaning: str) -> Column:
    return Column(name, "f8", "s", meaning)


def checked_day(day: str) -> date:
    """The date that this text is. Raises UsageError if it is none."""
    try:
        return date.fromisoformat(day)
    except (ValueError, TypeError):
        remedy = 'must be a date, such as "2024-01-01"'
        raise UsageError(f'first_day = "{day}": {remedy}') from None


QUEUES = (
    _FROM,
    _TO,
    Column("queue", "U", "name", "queue: step/channel"),
    Column("channel", "U", "name", "its channel"),
    _count("offered", "contacts that came to the queue, the sum of the next seven"),
    _count("answered", "of these, answered by an agent"),
    _count("abandoned", "of these, ended by the customer before an answer"),
    _count("blocked", "of these, turned away by a full queue"),
    _count("flow_out", "of these, sent on unserved"),
    _count("callback_taken", "of these, ended by taking a callback"),
    _count("cleared", "of these, sent away at closing"),
    _count("still_waiting", "of these, waiting when the records end"),
    Column("short_abandoned", "f8", "count", "abandoned sooner than the channel's short_abandon"),
    Column("answered_within", "f8", "count", "answered within the channel's threshold"),
    Column("abandoned_within", "f8", "count", "abandoned within the threshold"),
    Column("callback_within", "f8", "count", "callbacks taken within the threshold"),
    Column("sl_pct", "f8", "%", "service level by the formula that the channel names"),
    _seconds("asa_s", "mean wait of the answered"),
    _seconds("avg_wait_s", "mean wait of all but the blocked and those still waiting"),
    _seconds("avg_abandon_s", "mean wait of the abandoned: not their patience, see the page"),
    _seconds("max_wait_s", "longest wait, of the same as avg_wait_s"),
    _seconds("wait_p50_s", "wait that half of them did not exceed"),
    _seconds("wait_p90_s", "wait that 90 % of them did not exceed"),
    _count("handled", "answered contacts whose handling has ended"),
    _seconds("talk_s", "their talk, without the time it lay aside, added up"),
    _seconds("hold_s", "their hold, added up"),
    _seconds("acw_s", "wrap-up after them, added up"),
    _seconds("aht_s", "(talk_s + hold_s + acw_s) ÷ handled"),
    _count("repeat_contacts", "of the offered, from customers who had made contact before"),
)
VISITS = (
    _CONTACT,
    Column("queue", "U", "name", "queue: step/channel"),
    Column("channel", "U", "name", "its channel"),
    Column("enqueued", "M8[us]", "time", "came to the queue"),
    Column("answered", "M8[us]", "time", "an agent took it"),
    Column("ended", "M8[us]", "time", "wrap-up was done, or the customer had gone"),
    Column("outcome", "U", "word", "how the stay in the queue ended"),
    _seconds("wait_s", "from enqueued to answer or end; nan while it goes on"),
    _seconds("talk_s", "talk, without the time it lay aside; nan unless it has ended"),
    _seconds("hold_s", "hold, while others decided; nan unless it has ended"),
    _seconds("acw_s", "wrap-up; nan unless it has ended"),
    Column("team", "U", "name", "team that answered"),
    Column("agent", "i4", "number", "agent who answered; -1 nobody"),
)
AGENTS = (
    _FROM,
    _TO,
    Column("agent", "i4", "number", "agent, numbered through all teams"),
    Column("team", "U", "name", "team of the agent"),
    _seconds("online_s", "on the queues: busy_s + idle_s"),
    _seconds("busy_s", "with something in hand; several chats at once count once"),
    _seconds("idle_s", "with nothing in hand"),
    _seconds("talk_s", "talk; several at once count each, and what lies aside goes on"),
    _seconds("hold_s", "holding the line while others decide"),
    _seconds("acw_s", "wrap-up; several at once count each"),
    _seconds("case_work_s", "finishing parked cases, without a customer on the line"),
    _count("handled", "contacts whose handling ended in the interval"),
    Column("occupancy_pct", "f8", "%", "busy_s ÷ online_s"),
)
BOT_SESSIONS = (
    _CONTACT,
    Column("bot", "U", "name", "bot"),
    Column("channel", "U", "name", "channel of the session"),
    Column("began", "M8[us]", "time", "begin"),
    Column("ended", "M8[us]", "time", "end"),
    _seconds("session_s", "its length; nan while it goes on"),
    Column("outcome", "U", "word", "how it ended by the platform's own account"),
)
CONTACTS = (
    _CONTACT,
    Column("customer_id", "i4", "number", "customer, numbered in order of their first contact"),
    Column("segment", "U", "name", "segment of the customer"),
    _count("contact_number", "1 for the customer's first contact, in order of arrival"),
    Column("initiated", "M8[us]", "time", "begin"),
    Column("ended", "M8[us]", "time", "end; of a parked case when it was finished"),
    Column("initiation_channel", "U", "name", "channel it came on"),
    Column("channel", "U", "name", "channel it was served on"),
    Column("reason", "U", "name", "reason as a bot or an agent noted it; empty if neither did"),
    Column("outcome", "U", "word", "how it ended by the centre's own account"),
    Column("team", "U", "name", "last team that served it"),
    _count("approvals", "approval levels that decided on it"),
    Column("paid", "f8", "money", "conceded"),
)
APPROVALS = (
    _CONTACT,
    Column("level", "U", "name", "approval level"),
    Column("submitted", "M8[us]", "time", "it was laid before the level"),
    Column("decided", "M8[us]", "time", "the level had decided"),
)

TABLES = {
    "queues": QUEUES,
    "visits": VISITS,
    "agents": AGENTS,
    "bot_sessions": BOT_SESSIONS,
    "contacts": CONTACTS,
    "approvals": APPROVALS,
}
"""Table → its columns, in order."""
