"""Own rules that decide something in any centre of `any_centre`."""


def by_reason_and_wait(wait, base, growth, reason, segment, channel, attempt):
    return base + growth * wait + 30.0 * reason - 15.0 * channel + 60.0 * attempt


def keep_half(team_free, team_agents, queue, reason, segment, tier):
    return 2 * team_free > team_agents or segment == 0 or queue > 2


def bot_when_long(queue, est_wait, reason, segment, attempt):
    return 0.9 if est_wait > 60.0 else 0.2 + 0.1 * queue


OWN = {
    "score": by_reason_and_wait,
    "admit": keep_half,
    "to_bot": bot_when_long,
}
