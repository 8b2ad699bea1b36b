"""The scenarios of the exact models, as a planner would write them; `$name` is filled in.

Every reason has a name of its own, because names are what random streams are drawn from: no two
models share their luck, and their figures err independently.
"""

from string import Template

# Handle times lean on nothing: exact models know no hard cases.
_HORIZON = """\
title = "$title"

[horizon]
lasts   = "$${hours}h"
warm_up = "${warm_up}h"

[difficulty]
in_handle_time = 0.0
in_bot         = 0.0
in_resolution  = 0.0
"""

QUEUE = (
    _HORIZON
    + """
[channels.voice]
service_level = { within = "20s" }
$more
[reasons.$reason]
volume      = { cases_per_hour = $per_hour }
mix         = { voice = 1.0 }
route       = ["desk"]
handle_time = $handle

[teams.desk]
channels = ["voice"]
agents   = $agents
"""
)

REPEATS = (
    QUEUE
    + """\
resolves = $resolves

[returns]
$returns
at_most = 50
"""
)

RANKED = (
    _HORIZON
    + """
[channels.voice]
growth = 0.0
$reasons
[teams.desk]
channels = ["voice"]
agents   = $agents
"""
)

RANKED_REASON = """
[reasons.$reason]
urgency     = $urgency
volume      = { cases_per_hour = $per_hour }
mix         = { voice = 1.0 }
route       = ["desk"]
handle_time = { exponential = "${handle_s}s" }
$more"""

TIERS = (
    _HORIZON
    + """
[channels.voice]

[reasons.fault]
volume      = { cases_per_hour = $per_hour }
mix         = { voice = 1.0 }
route       = ["front", "experts"]
handle_time = { exponential = "${handle_s}s" }

[teams.front]
channels = ["voice"]
agents   = $front
resolves = $resolves

[teams.experts]
channels      = ["voice"]
agents        = $experts
handle_factor = $factor
"""
)

BOT = (
    _HORIZON
    + """
[channels.voice]
patience      = { exponential = "${patience_s}s" }
service_level = { within = "20s" }

[reasons.order_status]
volume      = { cases_per_hour = $per_hour }
mix         = { voice = 1.0 }
route       = ["desk"]
handle_time = { exponential = "${handle_s}s" }

[bots.assistant]
channels = ["voice"]
takes    = $takes
contains = $contains
leaves   = $leaves
truly_solves = 0.9

[bots.assistant.session]
contained = { mean = "90s", cv = 0.8 }
passed_on = { constant = "2m" }
left      = { exponential = "45s" }

[teams.desk]
channels = ["voice"]
agents   = $agents
"""
)

CHAT = (
    _HORIZON
    + """
[channels.chat]
patience      = { exponential = "${patience_s}s" }
service_level = { within = "20s" }

[reasons.advice]
volume      = { cases_per_hour = $per_hour }
mix         = { chat = 1.0 }
route       = ["desk"]
handle_time = { exponential = "${handle_s}s" }

[teams.desk]
channels      = ["chat"]
agents        = $agents
chats_at_once = 3
chat_speed    = $speeds
"""
)

SKILLS = (
    _HORIZON
    + """
[channels.voice]
growth = 0.0

[reasons.domestic]
urgency     = 1.0
volume      = { cases_per_hour = $first_per_hour }
mix         = { voice = 1.0 }
route       = ["either"]
handle_time = { exponential = "${handle_s}s" }
patience    = { exponential = "${first_patience_s}s" }

[reasons.foreign]
urgency     = 2.0
volume      = { cases_per_hour = $second_per_hour }
mix         = { voice = 1.0 }
route       = ["linguists"]
handle_time = { exponential = "${handle_s}s" }
patience    = { exponential = "${second_patience_s}s" }

[steps.either]
teams = ["desk", "linguists"]

[teams.desk]
channels = ["voice"]
agents   = $own

[teams.linguists]
channels = ["voice"]
agents   = $shared
"""
)

DAY = """\
title = "$title"

[day]
opens    = "08:00"
closes   = "12:00"
interval = "30m"

[difficulty]
in_handle_time = 0.0

[channels.voice]
patience      = { exponential = "${patience_s}s" }
service_level = { within = "20s" }

[reasons.booking]
volume      = { cases_per_day = $calls, shape = "morning.csv:calls" }
mix         = { voice = 1.0 }
route       = ["desk"]
handle_time = { exponential = "${handle_s}s" }

[teams.desk]
channels = ["voice"]
agents   = "morning.csv:desk"
"""


def written(text: str, **values: object) -> str:
    """The scenario with its values in it; the length of a horizon stays open as `${hours}`."""
    return Template(text).substitute(values)


def lasting(text: str, hours: int) -> str:
    """The scenario with its horizon so long; one with a day stays as it is."""
    return Template(text).substitute(hours=hours)
