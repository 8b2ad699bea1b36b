"""The register: complete, consistent, and the page made from it current."""

from math import isnan
from pathlib import Path

from handmade import Book, centre

from sim.measure import HEADLINES, REGISTER, layout, measure
from sim.measure.classes import FORMULAS
from sim.measure.document import kpis_page
from sim.measure.parts import KINDS_OF_VIEW, PARTS
from sim.measure.sheet import QUANTILES, RANKED
from sim.scenario.channels import Formula

PAGE = Path(__file__).parents[2] / "docs" / "kpis.md"

ASKED_FOR = {
    "offered",
    "answered",
    "abandoned",
    "blocked",
    "flowed_out",
    "cleared",
    "still_waiting",
    "closed_out",
    "contacts",
    "cases",
    "met_bot",
    "contained",
    "falsely_contained",
    "left_in_bot",
    "passed_on",
    "wait_share",
    "asa_s",
    "wait_mean_s",
    "wait_abandoned_s",
    "wait_p50_s",
    "wait_p90_s",
    "wait_p95_s",
    "time_to_agent_s",
    "service_level",
    "service_level_genesys",
    "service_level_amazon_connect",
    "service_level_answered_only",
    "service_level_talkdesk",
    "abandonment_rate",
    "queue_mean",
    "aht_s",
    "aht_residual_factor",
    "occupancy",
    "utilisation",
    "agent_hours",
    "overtime_hours",
    "paid_hours",
    "fte",
    "resolution_rate",
    "resolved_claimed",
    "first_contact_resolution",
    "immediate_resolution",
    "repeat_rate",
    "contacts_per_case",
    "agent_contacts_per_case",
    "failure_demand",
    "time_to_resolution_s",
    "escalation_rate",
    "approval_rate",
    "claims_decided_alone",
    "claims_refused",
    "concession_per_claim",
    "concessions_paid",
    "containment_rate",
    "containment_rate_vendor",
    "false_containment_rate",
    "deflection_rate",
    "email_on_time",
    "email_backlog",
    "cases_per_agent_hour",
    "assist_cost",
    "comfort_cost",
    "compensation_paid",
    "cost",
    "cost_per_case",
    "cost_per_resolution",
    "agents_present",
    "load_agents",
    "net_deflection",
}


def test_every_figure_asked_for_is_in_the_register():
    assert set(REGISTER) >= ASKED_FOR
    assert set(HEADLINES) <= set(REGISTER)


def test_every_part_is_used_and_every_figure_is_made_of_parts_that_exist():
    used = {part for kpi in REGISTER.values() for part in (kpi.numerator, kpi.denominator) if part}
    assert used == set(PARTS)


def test_a_figure_is_reported_only_at_scopes_that_its_parts_can_be_summed_by():
    for kpi in REGISTER.values():
        for part in filter(None, (kpi.numerator, kpi.denominator)):
            assert set(kpi.scopes) <= set(KINDS_OF_VIEW[PARTS[part].view]), kpi.name


def test_a_ratio_has_a_denominator_and_a_total_or_a_quantile_has_none():
    for kpi in REGISTER.values():
        assert bool(kpi.denominator) == (kpi.kind in {"ratio", "comparison"}), kpi.name


def test_quantiles_are_of_the_waits_that_are_counted_with_them():
    counted = PARTS[RANKED]
    for kpi in QUANTILES:
        ranked = PARTS[kpi.numerator]
        assert (ranked.view, ranked.rows, ranked.value) == ("visits", counted.rows, "wait")
        assert ranked.live == counted.live


def test_every_formula_that_a_scenario_can_name_is_known():
    assert set(FORMULAS) == set(Formula.__args__)


def test_words_are_sentences_for_readers():
    for kpi in REGISTER.values():
        assert kpi.words.endswith("."), kpi.name
        assert kpi.words[0].isupper(), kpi.name


def test_the_committed_page_is_current():
    remedy = "python -m sim.measure.document docs/kpis.md writes it anew"
    assert PAGE.read_text(encoding="utf-8") == kpis_page(), remedy


def test_the_layout_is_fixed_by_the_plan_alone_and_aligned(plan, book):
    empty = measure(book.logs(), plan)
    joined = 86400.0 + 9 * 3600
    contact = book.contact(book.case(joined), "voice", joined)
    book.served(contact, "desk/voice", joined, joined, joined + 60, "desk", 0)
    one = measure(book.logs(), plan)
    assert empty.layout == one.layout == layout(plan)
    assert len(set(one.layout)) == len(one.layout)
    assert len(one.numerators) == len(one.denominators) == len(one.layout)


def test_nothing_happened_means_no_data_never_0_or_100_percent(plan, book):
    tally = measure(book.logs(), plan)
    for (name, scope), value in zip(tally.layout, tally.values, strict=True):
        kpi = REGISTER[name]
        by_plan = name in {
            "bots_cost",
            "cost",
            "queue_mean",
            "agents_present",
            "load_agents",
            "fte",
        }
        if not by_plan:
            assert value == 0.0 if kpi.kind == "total" else isnan(value), (name, scope)
    assert tally.flows == {}
    assert tally.wait_histogram.sum() == 0


def test_a_centre_without_bots_or_levels_is_measured():
    text = """
    title = "One queue"
    [horizon]
    lasts = "10h"
    [channels.voice]
    [reasons.any]
    volume = { cases_per_day = 100 }
    mix = { voice = 1 }
    route = ["desk"]
    handle_time = { exponential = "5m" }
    [teams.desk]
    channels = ["voice"]
    agents = 1
    """
    one_queue = centre(text)
    book = Book(one_queue)
    contact = book.contact(book.case(60.0, reason="any", segment="all"), "voice", 60.0)
    book.served(contact, "desk/voice", 60.0, 90.0, 150.0, "desk", 0)
    tally = measure(book.logs(ended=36000.0), one_queue)
    assert tally.value("wait_mean_s") == 30.0
    assert isnan(tally.value("service_level"))
    assert not [scope for _, scope in tally.layout if scope.startswith("bot:")]
