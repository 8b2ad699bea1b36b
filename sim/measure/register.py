"""Every figure this project reports: its name, what it means, and how it is made.

A ratio is a sum over a sum, so that ratios over replications are ratios of sums; where nothing
counts below the line there is no figure, never 0 or 100 %. A total is one sum. A quantile is the
smallest wait that at least that share of the waits does not exceed (NumPy's `inverted_cdf`), of
one replication. A comparison exists only between two scenarios and is made when comparing.

Per contact and per case are told apart by `basis`: `contact` figures speak of contacts (or of
their visits to queues) that arrived in the measured window, `case` figures of cases opened in it.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["ratio", "total", "quantile", "comparison"]
Better = Literal["higher", "lower", ""]
Basis = Literal["contact", "case", "agent time", "money"]


@dataclass(frozen=True)
class Kpi:
    """One figure.

    words        one sentence for a reader
    numerator    name of a part; denominator too, "" for a total or a quantile
    unit         s, h, count, share, agents, money, ratio
    better       the direction a planner wants, "" where it depends
    basis        what one observation is
    scopes       kinds of scope at which it is reported
    percent      of a quantile
    """

    name: str
    words: str
    numerator: str
    denominator: str
    unit: str
    better: Better
    basis: Basis
    scopes: tuple[str, ...]
    kind: Kind = "ratio"
    percent: int = 0


CUSTOMER = ("all", "channel", "reason", "segment", "interval")
QUEUED = ("all", "channel", "reason", "segment", "team", "tier", "interval")
COUNTED = ("all", "channel", "reason", "segment", "team", "tier", "queue", "interval")
IN_BOT = ("all", "channel", "reason", "segment", "bot", "interval")
BY_AGENT = ("all", "channel", "reason", "segment", "team", "tier", "interval")
STAFF = ("all", "team", "tier")


def _total(
    name: str,
    words: str,
    scopes: tuple[str, ...],
    *,
    better: Better = "",
    basis: Basis = "contact",
    unit: str = "count",
    part: str = "",
) -> Kpi:
    return Kpi(name, words, part or name, "", unit, better, basis, scopes, "total")


def _visit_counts() -> tuple[Kpi, ...]:
    return (
        _total("offered", "Visits to a queue, finishing of parked cases left out.", COUNTED),
        _total("answered", "Visits to a queue that an agent answered.", COUNTED, better="higher"),
        _total(
            "abandoned",
            "Visits to a queue that the customer ended before an answer.",
            COUNTED,
            better="lower",
        ),
        _total(
            "left_at_once",
            "Of the abandoned: left at joining, on hearing the wait or without any patience.",
            COUNTED,
            better="lower",
        ),
        _total("blocked", "Visits turned away by a full queue.", COUNTED, better="lower"),
        _total("flowed_out", "Visits sent on unserved, to another step or channel.", COUNTED),
        _total("callback_taken", "Visits that ended by taking a callback.", COUNTED),
        _total("cleared", "Visits sent away when their channel closed.", COUNTED, better="lower"),
        _total(
            "still_waiting",
            "Visits still in the queue when the play ended; their waits are in no mean.",
            COUNTED,
            better="lower",
        ),
    )


def _contact_counts() -> tuple[Kpi, ...]:
    return (
        _total("contacts", "Contacts that arrived, repeats and chases included.", IN_BOT),
        _total("cases", "Cases that customers opened.", CUSTOMER, basis="case"),
        _total(
            "closed_out",
            "Contacts that found their channel closed and went no further.",
            IN_BOT,
            better="lower",
        ),
        _total("entered_queue", "Contacts that came to a queue for an agent.", IN_BOT),
        _total("met_bot", "Contacts that began a session with a bot.", IN_BOT),
        _total("contained", "Contacts that ended in the bot, truly solved or not.", IN_BOT),
        _total(
            "falsely_contained",
            "Contacts that ended in the bot as solved and were not.",
            IN_BOT,
            better="lower",
        ),
        _total(
            "left_in_bot", "Contacts whose customer hung up in the bot.", IN_BOT, better="lower"
        ),
        _total("passed_on", "Contacts that the bot handed on to an agent.", IN_BOT),
        _total("still_in_bot", "Contacts in the bot when the play ended.", IN_BOT),
    )


def _waits() -> tuple[Kpi, ...]:
    def mean(name: str, words: str, above: str, below: str) -> Kpi:
        return Kpi(name, words, above, below, "s", "lower", "contact", QUEUED)

    def quantile(percent: int) -> Kpi:
        name, words = f"wait_p{percent}_s", f"Wait that {percent} % of visits did not exceed"
        return Kpi(
            name,
            f"{words}, answered or not; live channels.",
            "wait_s",
            "",
            "s",
            "lower",
            "contact",
            QUEUED,
            "quantile",
            percent,
        )

    return (
        Kpi(
            "wait_share",
            "Share of visits not answered at once; live channels.",
            "waited",
            "waits",
            "share",
            "lower",
            "contact",
            QUEUED,
        ),
        mean(
            "asa_s",
            "Average speed of answer: mean wait of answered visits; live channels.",
            "wait_answered_s",
            "answered_live",
        ),
        mean(
            "wait_mean_s",
            "Mean wait of all visits, answered or not, blocked ones left out; live channels.",
            "wait_s",
            "waits",
        ),
        mean(
            "wait_abandoned_s",
            "Mean wait of those who gave up; live channels.",
            "wait_abandoned_s",
            "abandoned_live",
        ),
        *(quantile(percent) for percent in (50, 90, 95)),
        Kpi(
            "time_to_agent_s",
            "Mean time from a contact's arrival to its first answer by an agent, bot and "
            "transfers included; live channels.",
            "to_agent_s",
            "reached_live",
            "s",
            "lower",
            "contact",
            BY_AGENT,
        ),
    )


def _service_levels() -> tuple[Kpi, ...]:
    def level(formula: str, words: str, above: str, below: str) -> Kpi:
        name = f"service_level_{formula}" if formula else "service_level"
        text = f"{words}; each visit by its own channel's threshold, channels without one left out."
        return Kpi(name, text, above, below, "share", "higher", "contact", QUEUED)

    return (
        level(
            "",
            "Service level by each channel's named formula, by default answered in time ÷ offered",
            "sl_in_time",
            "sl_counted",
        ),
        level(
            "answered_over_offered",
            "Answered in time ÷ offered",
            "sl_answered_in_time",
            "sl_offered",
        ),
        level(
            "genesys",
            "Answered in time ÷ (answered + abandoned)",
            "sl_answered_in_time",
            "sl_answered_or_abandoned",
        ),
        level(
            "amazon_connect",
            "Answered, abandoned or called back in time ÷ (offered − blocked)",
            "sl_gone_in_time",
            "sl_queued",
        ),
        level("answered_only", "Answered in time ÷ answered", "sl_answered_in_time", "sl_answered"),
        level(
            "talkdesk",
            "Answered in time ÷ (offered − short abandons)",
            "sl_answered_in_time",
            "sl_not_short",
        ),
        Kpi(
            "abandonment_rate",
            "Share of offered visits that the customer ended before an answer; live channels.",
            "abandoned_live",
            "offered_live",
            "share",
            "lower",
            "contact",
            QUEUED,
        ),
        Kpi(
            "queue_mean",
            "Mean number of customers waiting: time waited inside the window ÷ its opening hours "
            "(of an interval: ÷ its length); live channels.",
            "queue_s",
            "open_s",
            "count",
            "lower",
            "contact",
            ("all", "channel", "interval"),
        ),
    )


def _work() -> tuple[Kpi, ...]:
    def hours(name: str, words: str) -> Kpi:
        return _total(name, words, STAFF, basis="agent time", unit="h")

    def staff(name: str, words: str, above: str, below: str, unit: str, *more: str) -> Kpi:
        scopes = ("interval",) if unit == "agents" and below == "interval_hours" else STAFF
        return Kpi(name, words, above, below, unit, "", "agent time", (*scopes, *more))

    return (
        Kpi(
            "aht_s",
            "Average handle time: talk, hold and wrap-up per answered visit; finishing of parked "
            "cases left out; a chat's time is the time it lasts.",
            "handle_s",
            "handled",
            "s",
            "",
            "contact",
            COUNTED,
        ),
        Kpi(
            "aht_residual_factor",
            "AHT ÷ the base's on the same customers: how much harder what still reaches agents is.",
            "handle_s",
            "handled",
            "ratio",
            "",
            "contact",
            ("all",),
            "comparison",
        ),
        Kpi(
            "net_deflection",
            "Agent contacts avoided for the same customers, returns included, per contact that "
            "met the bot.",
            "case_agent_contacts",
            "met_bot",
            "count",
            "higher",
            "contact",
            ("all",),
            "comparison",
        ),
        staff(
            "occupancy",
            "Time with work in hand ÷ time on the queues; several chats at once count once.",
            "handling_hours",
            "agent_hours",
            "share",
            "interval",
        ),
        staff(
            "utilisation",
            "Time with work in hand ÷ paid time.",
            "handling_hours",
            "paid_hours",
            "share",
        ),
        hours("agent_hours", "Hours of agents on the queues, overtime included."),
        hours("overtime_hours", "Hours on the queues beyond schedule, to finish what was begun."),
        hours("paid_hours", "Hours on the queues ÷ (1 − shrinkage), never rounded."),
        staff(
            "fte",
            "Full-time equivalents: paid hours ÷ 8 hours for each day of the window.",
            "paid_hours",
            "fte_hours",
            "agents",
        ),
        staff(
            "agents_present",
            "Agents on the queues, mean over the interval.",
            "agent_hours",
            "interval_hours",
            "agents",
        ),
        staff(
            "load_agents",
            "Agents with work in hand, mean over the interval: handling time ÷ its length.",
            "handling_hours",
            "interval_hours",
            "agents",
        ),
    )


def _resolution() -> tuple[Kpi, ...]:
    def of_cases(
        name: str,
        words: str,
        above: str,
        below: str = "cases",
        better: Better = "higher",
        unit: str = "share",
    ) -> Kpi:
        return Kpi(name, words, above, below, unit, better, "case", CUSTOMER)

    return (
        of_cases(
            "resolution_rate",
            "Share of cases resolved in truth, by an agent or by a bot.",
            "cases_resolved",
        ),
        of_cases(
            "resolved_claimed",
            "Share of cases that the centre's own records hold for solved at some time: closed "
            "unsolved and falsely contained ones included.",
            "cases_claimed",
            better="",
        ),
        of_cases(
            "first_contact_resolution",
            "Share of cases solved in truth in their first contact, bot included.",
            "cases_resolved_first",
        ),
        of_cases(
            "immediate_resolution",
            "Of the cases that reached an agent: resolved in the first contact with one, without "
            "approval by another and without a second agent.",
            "cases_resolved_at_once",
            "cases_with_agent",
        ),
        of_cases(
            "repeat_rate",
            "Share of cases that made contact more than once, chases left out.",
            "cases_repeated",
            better="lower",
        ),
        of_cases(
            "contacts_per_case",
            "Contacts of a case, chases included.",
            "case_contacts",
            better="lower",
            unit="count",
        ),
        of_cases(
            "agent_contacts_per_case",
            "Contacts of a case that an agent answered.",
            "case_agent_contacts",
            better="lower",
            unit="count",
        ),
        of_cases(
            "time_to_resolution_s",
            "Mean time from the first contact to the resolution, of the cases resolved.",
            "resolution_s",
            "cases_resolved",
            better="lower",
            unit="s",
        ),
        Kpi(
            "failure_demand",
            "Share of contacts that are repeats or chases.",
            "failure_contacts",
            "contacts",
            "share",
            "lower",
            "contact",
            CUSTOMER,
        ),
    )


def _ladder() -> tuple[Kpi, ...]:
    def of_claims(name: str, words: str, above: str, better: Better, unit: str = "share") -> Kpi:
        return Kpi(name, words, above, "claims_decided", unit, better, "contact", BY_AGENT)

    def of_answered(name: str, words: str, above: str) -> Kpi:
        return Kpi(name, words, above, "agent_contacts", "share", "lower", "contact", BY_AGENT)

    return (
        of_answered(
            "escalation_rate",
            "Of the contacts an agent answered: taken on to another step.",
            "escalated",
        ),
        of_answered(
            "approval_rate",
            "Of the contacts an agent answered: laid before an approval level.",
            "sent_to_approval",
        ),
        of_answered(
            "told_again_rate",
            "Of the contacts an agent answered: the customer had to tell the case once more.",
            "told_again",
        ),
        of_claims(
            "claims_decided_alone",
            "Of the claims granted or refused: granted by the serving agent alone.",
            "claims_granted_alone",
            "higher",
        ),
        of_claims(
            "claims_refused", "Of the claims granted or refused: refused.", "claims_turned_down", ""
        ),
        of_claims(
            "concession_per_claim",
            "Money conceded per claim granted or refused.",
            "paid_on_claims",
            "lower",
            "money",
        ),
        _total(
            "concessions_paid",
            "Money conceded in the window.",
            BY_AGENT,
            better="lower",
            basis="money",
            unit="money",
            part="concessions",
        ),
    )


def _self_service() -> tuple[Kpi, ...]:
    def of_met(name: str, words: str, above: str, below: str, better: Better) -> Kpi:
        return Kpi(name, words, above, below, "share", better, "contact", IN_BOT)

    return (
        of_met(
            "containment_rate",
            "Of the contacts that met the bot: ended there, rightly or falsely; those who hung up "
            "left out.",
            "contained",
            "met_bot",
            "",
        ),
        of_met(
            "containment_rate_vendor",
            "The same as vendors count it: those who hung up in the bot counted as contained.",
            "contained_or_left",
            "met_bot",
            "",
        ),
        of_met(
            "false_containment_rate",
            "Of the contained: not solved in truth.",
            "falsely_contained",
            "contained",
            "lower",
        ),
        Kpi(
            "deflection_rate",
            "Share of cases solved in truth without any contact with an agent.",
            "cases_deflected",
            "cases",
            "share",
            "higher",
            "case",
            CUSTOMER,
        ),
        Kpi(
            "email_on_time",
            "Of the contacts under an answer clock: first answered within it.",
            "clocked_on_time",
            "clocked",
            "share",
            "higher",
            "contact",
            CUSTOMER,
        ),
        _total(
            "email_backlog",
            "Visits waiting in queues where nobody holds the line, when the window ends.",
            ("all", "channel", "reason", "segment", "queue"),
            better="lower",
            part="backlog",
        ),
    )


def _money() -> tuple[Kpi, ...]:
    def money(name: str, words: str, scopes: tuple[str, ...]) -> Kpi:
        return _total(name, words, scopes, better="lower", basis="money", unit="money")

    def cost_per(name: str, words: str, below: str) -> Kpi:
        return Kpi(name, words, "cost", below, "money", "lower", "case", ("all",))

    return (
        Kpi(
            "cases_per_agent_hour",
            "Cases opened in the window and resolved by an agent ÷ hours of agents on the queues.",
            "cases_resolved_by_agent",
            "agent_hours",
            "count",
            "higher",
            "case",
            ("all",),
        ),
        money("agents_cost", "Paid hours × their cost.", STAFF),
        money("bots_cost", "Bot sessions and days × their price.", ("all", "bot")),
        money("cost", "Agents paid, bots and concessions, within the window.", ("all",)),
        cost_per("cost_per_case", "Cost of the window ÷ cases opened in it.", "cases"),
        cost_per(
            "cost_per_resolution",
            "Cost of the window ÷ cases opened in it and resolved in truth, then or later.",
            "cases_resolved",
        ),
    )


REGISTER: dict[str, Kpi] = {
    kpi.name: kpi
    for kpi in (
        *_visit_counts(),
        *_contact_counts(),
        *_waits(),
        *_service_levels(),
        *_work(),
        *_resolution(),
        *_ladder(),
        *_self_service(),
        *_money(),
    )
}

HEADLINES = ("wait_mean_s", "service_level", "resolution_rate", "cost_per_resolution")
"""Judged together, unless others are named before the run."""
