"""Centres of an hour made at random, with whatever may go wrong in them, for Hypothesis."""

from hypothesis import strategies as st

VOICE = 'patience = { exponential = "2m" }'
PATIENCE = st.sampled_from(["", VOICE, 'patience = "0s"', 'patience = "90s"'])
AGENTS = st.sampled_from(
    [
        "agents = 1",
        "agents = 2",
        "agents = 4",
        (
            'shifts = [{ agents = 2, from = "08:50", to = "09:20" '
            '}, { agents = 1, from = "09:10", to = "10:05" }]'
        ),
        (
            'shifts = [{ agents = 1, from = "09:00", to = "09:30" '
            '}, { agents = 3, from = "09:30", to = "10:00" }]'
        ),
    ]
)
ROUTE_B = '["front", "both"]'
WRAP = st.sampled_from(["", 'wrap_up = "20s"', 'wrap_up = "1m"'])


@st.composite
def scenarios(pick):
    """A centre of an hour, with what may go wrong in it."""
    draw_ = pick
    lines = ['title = "made"', "[day]", 'opens = "09:00"', 'closes = "10:00"']
    lines += [f"lead_in = {draw_(st.integers(0, 1))}", f"follow_days = {draw_(st.integers(0, 1))}"]
    lines.append(
        draw_(
            st.sampled_from(
                [
                    "",
                    'outside_hours = { moves = 0.5, to = "email" }',
                    'outside_hours = { tries_again = 0.8, after_opening = { exponential = "5m" } }',
                ]
            )
        )
    )
    for channel in ("voice", "chat"):
        close = draw_(st.sampled_from(["drain", "clear", "carry over"]))
        lines += [f"[channels.{channel}]", draw_(PATIENCE), f'at_close = "{close}"']
        lines.append(draw_(st.sampled_from(["", "limit = 1", "limit = 4"])))
        lines.append(draw_(st.sampled_from(["", "growth = 2", "growth = 0"])))
    lines += [
        "[channels.email]",
        draw_(st.sampled_from(["", 'at_close = "drain"', "growth = 0.1"])),
    ]
    lines += [
        "[segments.gold]",
        "share = 0.3",
        'head_start = "2m"',
        "[segments.plain]",
        "share = 0.7",
    ]
    mix = draw_(
        st.sampled_from(["voice = 1.0", "chat = 1.0", "voice = 0.4, chat = 0.4, email = 0.2"])
    )
    works = ['{ mean = "3m", cv = 1 }', '{ constant = "2m" }', '{ exponential = "4m" }']
    route = draw_(
        st.sampled_from(['["front"]', '["front", "back"]', '["both"]', '["front", "both"]'])
    )
    for reason, mixed in (("a", mix), ("b", "voice = 0.5, chat = 0.5")):
        lines += [
            f"[reasons.{reason}]",
            f"volume = {{ cases_per_day = {draw_(st.integers(5, 40))} }}",
        ]
        lines += [f"mix = {{ {mixed} }}", f"route = {route if reason == 'a' else ROUTE_B}"]
        lines += [
            f"handle_time = {draw_(st.sampled_from(works))}",
            f"urgency = {draw_(st.sampled_from([0, 1, 5]))}",
        ]
        lines.append(
            draw_(st.sampled_from(["", "claim = { share = 0.8, asks = { exponential = 100 } }"]))
        )
    after = draw_(
        st.sampled_from(
            ["", 'overflow_after = { back = "30s" }', 'overflow_after = { back = "0s" }']
        )
    )
    lines += ["[steps.both]", 'teams = ["front", "back"]', after]
    if draw_(st.booleans()):
        lines += [
            "[bots.b]",
            'channels = ["voice", "chat"]',
            "takes = 0.8",
            "contains = 0.3",
            "leaves = 0.1",
        ]
        lines.append("truly_solves = 0.6")
        lines.append(
            'session = { contained = "1m", passed_on = { exponential = "2m" }, left = "30s" }'
        )
        lines.append(
            "[returns.if_falsely_contained]\nshare = 0.9\n"
            'after = { exponential = "10m" }\nskips_bot = 0.5'
        )
    for team in ("front", "back"):
        lines += [
            f"[teams.{team}]",
            'channels = ["voice", "chat", "email"]',
            draw_(AGENTS),
            draw_(WRAP),
        ]
        at_once = draw_(
            st.sampled_from(
                ["", "chats_at_once = 2", "chats_at_once = 3\nchat_speed = [1, 0.75, 0.5]"]
            )
        )
        lines += [at_once, "resolves = 0.6", "escalates = 0.7"]
        lines.append(
            draw_(
                st.sampled_from(["authority = 50", 'authority = 20\nabove_authority = "escalate"'])
            )
        )
    lines.append("[approval]")
    if draw_(st.booleans()):
        lines += [
            'meanwhile = "parked"',
            'finishing = "1m"',
            'chases = { share = 0.5, after = "8m" }',
        ]
    else:
        lines.append('meanwhile = "held"')
    lines += [
        "[approval.levels.lead]",
        "limit = 100",
        'decides_in = { exponential = "5m" }',
        "refuses = 0.2",
    ]
    lines += ["[approval.levels.head]", "limit = 300", 'decides_in = { exponential = "15m" }']
    for cause, share in (
        ("unresolved", 0.8),
        ("abandoned", 0.6),
        ("blocked", 0.7),
        ("cleared", 0.9),
        ("refused", 0.5),
    ):
        if draw_(st.booleans()):
            becomes = ', becomes = "b"' if cause == "refused" else ""
            lines += [f"[returns.if_{cause}]", f"share = {share}", 'after = { exponential = "4m" }']
            lines += ['becomes = "b"'] if becomes else []
    return "\n".join(line for line in lines if line) + "\n"
