"""Bugs to plant, one at a time, and the test that must notice each.

    python tests/centre/planted.py          plants each and counts the tests that go red

Every bug is a small wrong edit of the engine, the tape or a law, made with a monkeypatch.
"""

# ruff: noqa: ARG001, ARG002  (a patch takes what the original takes)

import re
import subprocess
import sys
from dataclasses import replace
from heapq import heappush
from math import isnan
from pathlib import Path

import numpy as np
from scipy import special

from sim.centre import rules, timetable
from sim.centre.log import VisitOutcome
from sim.centre.order import Kind, key
from sim.centre.reference import agent, presence, supervisor, waiting, work
from sim.centre.reference import centre as centre_
from sim.centre.reference.after import After
from sim.centre.reference.agent import Mode
from sim.plan import flat
from sim.scenario import quantiles
from sim.tape import arrivals

draw_ = sys.modules["sim.tape.draw"]


def stale_give_up(patch):
    def give_up(self, event):
        self._leave(event.payload, VisitOutcome.ABANDONED, self._centre.now())

    patch.setattr(waiting.Waiting, "_give_up", give_up)


def last_come_first_served_at_ties(patch):
    def line_up(self, visit, team):
        line = self._centre.teams[team].waiting[self._supply.queues[visit.queue].line]
        heappush(line, (visit.rank, -visit.joined_s, -visit.number, visit))

    patch.setattr(waiting.Waiting, "_line_up", line_up)


def abandoner_still_counts_as_queueing(patch):
    def leave(self, visit, outcome, at):
        visit.waiting = False
        visit.outcome, visit.ended_s = outcome, at
        visit.done.succeed(visit)

    patch.setattr(waiting.Waiting, "_leave", leave)


def abandoner_stays_at_the_head(patch):
    def head(self, entries):
        return entries[0] if entries and entries[0][3].waiting else None

    patch.setattr(waiting.Waiting, "_head", head)


def agent_leaves_mid_call(patch):
    def dismiss(self, team):
        for one in list(team.leaving):
            self._depart(one)
        for one in team.agents:
            if team.owed and one.mode == Mode.PRESENT:
                team.owed -= 1
                self._mark_leaving(one)
                self._depart(one)

    patch.setattr(presence.Presence, "dismiss", dismiss)


def chat_work_not_rescaled(patch):
    patch.setattr(agent, "advanced", lambda clock, now, since, _rate: clock + (now - since))


def stale_chat_event(patch):
    real = work.Work._chat_due

    def chat_due(self, event):
        visit, who, _ = event.payload
        if who.due and who.due[0][2] is visit:
            event.payload = visit, who, who.generation
        real(self, event)

    patch.setattr(work.Work, "_chat_due", chat_due)


def retry_keeps_its_old_patience(patch):
    real = waiting.Waiting._start_patience

    def start(self, visit):
        row, me = visit.contact.row, visit.contact
        me.row = self._tape.first_row[me.case]
        real(self, visit)
        me.row = row

    patch.setattr(waiting.Waiting, "_start_patience", start)


def classes_in_the_wrong_order(patch):
    patch.setattr(rules, "rank", lambda growth, joined, head, base: growth * (joined - head) + base)


def head_start_ignored(patch):
    patch.setattr(rules, "rank", lambda growth, joined, _head, base: growth * joined - base)


def wrap_up_skipped(patch):
    real = work.Work.release

    def release(self, visit):
        team = visit.answerer.team
        wrap_up, team.wrap_up_s = team.wrap_up_s, 0.0
        real(self, visit)
        team.wrap_up_s = wrap_up

    patch.setattr(work.Work, "release", release)


def zero_wrap_up_inline(patch):
    real = work.Work.release

    def release(self, visit):
        if visit.shared or visit.answerer.team.wrap_up_s:
            return real(self, visit)
        visit.released_s = self._centre.now()
        return self._wrapped_up(visit)

    patch.setattr(work.Work, "release", release)


def rank_recomputed_at_look_up(patch):
    real = waiting.Waiting._line_up

    def line_up(self, visit, team):
        me, queue = visit.contact, self._supply.queues[visit.queue]
        head, base = self._supply.head_start_s[me.segment], self._supply.base[me.reason][me.segment]
        visit.rank = rules.rank(queue.growth, self._centre.now(), head, base)
        real(self, visit, team)

    patch.setattr(waiting.Waiting, "_line_up", line_up)


def drain_ignored(patch):
    patch.setattr(presence.Presence, "stays", lambda _self, _team: False)


def patience_restarted_at_overflow(patch):
    real_overflow, real_give_up = waiting.Waiting._overflow, waiting.Waiting._give_up

    def overflow(self, event):
        visit = event.payload[0]
        real_overflow(self, event)
        if visit.waiting and not isnan(visit.deadline):
            visit.deadline += self._centre.now() - visit.joined_s
            order = key(Kind.GIVE_UP, visit.number)
            self._centre.calendar.at(visit.deadline, order, self._give_up, visit)

    def give_up(self, event):
        if self._centre.now() >= event.payload.deadline:
            real_give_up(self, event)

    patch.setattr(waiting.Waiting, "_overflow", overflow)
    patch.setattr(waiting.Waiting, "_give_up", give_up)


def overflow_serves_who_has_left(patch):
    real = waiting.Waiting._overflow

    def overflow(self, event):
        visit = event.payload[0]
        deadline, visit.deadline = visit.deadline, np.inf
        real(self, event)
        visit.deadline = deadline

    patch.setattr(waiting.Waiting, "_overflow", overflow)


def leave_is_handled_with_come(patch):
    def late(kind, who, sub=0):
        return key(Kind.COME if kind == Kind.LEAVE else kind, who, sub)

    patch.setattr(timetable, "key", late)


def deadline_tie_by_at_most(patch):
    patch.setattr(rules, "gave_up", lambda deadline, now, _kind: deadline <= now)


def the_last_to_rest_answers(patch):
    def put_idle(self, one):
        one.version += 1
        heappush(self.idle, (one.in_hand, -one.idle_since, one.number, one.version))
        if self.falls and one.in_hand == 0:
            heappush(self.recent, (-one.idle_since, -one.number, one.version))

    patch.setattr(agent.Team, "put_idle", put_idle)


def who_rested_longest_goes_home(patch):
    def put_idle(self, one):
        one.version += 1
        heappush(self.idle, (one.in_hand, one.idle_since, one.number, one.version))
        if self.falls and one.in_hand == 0:
            heappush(self.recent, (one.idle_since, -one.number, one.version))

    patch.setattr(agent.Team, "put_idle", put_idle)


def a_rise_does_not_cancel_what_is_owed(patch):
    real = presence.Presence._rise

    def rise(self, team, count):
        owed, team.owed = team.owed, 0
        real(self, team, count)
        team.owed = owed

    patch.setattr(presence.Presence, "_rise", rise)


def a_call_fits_beside_a_chat(patch):
    real = agent.Team.longest_idle

    def longest_idle(self, *, shared):
        return real(self, shared=True)

    patch.setattr(agent.Team, "longest_idle", longest_idle)


def queue_limit_off_by_one(patch):
    real = waiting.Waiting._seek

    def seek(self, me, place, kind, queue, teams):
        self._length[queue] -= 1
        done = real(self, me, place, kind, queue, teams)
        self._length[queue] += 1
        return done

    patch.setattr(waiting.Waiting, "_seek", seek)


def one_return_too_many(patch):
    real = After._comes_back

    def comes_back(self, me, cause):
        self._tape.rows[me.case] += 1
        found = real(self, me, cause)
        self._tape.rows[me.case] -= 1
        return found

    patch.setattr(After, "_comes_back", comes_back)


def levels_decide_at_night(patch):
    patch.setattr(rules, "after_in_hours", lambda now, delay, *_: now + delay)


def levels_pay_in_full(patch):
    def grant(self, decision):
        return self._centre.tape.amount[decision.contact.case]

    patch.setattr(supervisor.Supervisor, "grant", grant)


def the_door_never_closes(patch):
    patch.setattr(centre_.Centre, "lets_in", lambda _self, _me: True)


def clearing_forgotten(patch):
    patch.setattr(waiting.Waiting, "clear", lambda _self, _channel: None)


def volume_of_the_wrong_interval(patch):
    real = arrivals._times

    def shifted(volume, *rest):
        times, (first, *_, last) = real(volume, *rest), volume.edges_s
        step = volume.edges_s[1] - first
        return np.sort(np.where(times + step < last, times + step, times + step - (last - first)))

    patch.setattr(arrivals, "_times", shifted)


def lognormal_by_sigma(patch):
    patch.setitem(
        quantiles._INVERSES, "lognormal", lambda u, sigma, _: np.exp(sigma * special.ndtri(u))
    )


def one_stream_for_work_and_coins(patch):
    real = flat._Streams.number

    def number(self, name):
        return real(self, name.replace("work_serve", "solves"))

    patch.setattr(flat._Streams, "number", number)


def marks_by_the_place_in_the_route(patch):
    real = flat._each_slot

    def each_slot(demand):
        return [(first, replace(slot, stream=str(slot.place))) for first, slot in real(demand)]

    patch.setattr(flat, "_each_slot", each_slot)


def marks_by_the_days_from_the_first(patch):
    real = draw_.key_table

    def key_table(seed, replication, days, streams):
        return real(seed, replication, range(len(days)), streams)

    patch.setattr(draw_, "key_table", key_table)


def copula_without_its_rest(patch):
    patch.setattr(flat, "_rest", lambda _strength: 1.0)


# bug → the test that must notice it: (file, function, arguments)
LAZY = "nobody comes back, so give-ups are found at the head"
FULL = "two steps, patience, overflow, returns"
TWIN = ("test_twin", "test_the_reference_plays_as_the_twin_in_every_bit")
PLANTED = {
    stale_give_up: (*TWIN, FULL, "as drawn"),
    last_come_first_served_at_ties: (
        "test_timetables",
        "test_of_two_who_come_at_one_instant_the_earlier_case_is_first",
    ),
    abandoner_still_counts_as_queueing: (*TWIN, "a short queue blocks", "as drawn"),
    abandoner_stays_at_the_head: (*TWIN, FULL, "as drawn"),
    agent_leaves_mid_call: (
        "test_timetables",
        "test_what_is_owed_is_paid_by_whoever_finishes_next_and_nobody_hangs_up",
    ),
    chat_work_not_rescaled: ("test_timetables", "test_chats_are_rescaled_at_every_change"),
    stale_chat_event: ("test_timetables", "test_chats_are_rescaled_at_every_change"),
    retry_keeps_its_old_patience: (
        "test_timetables",
        "test_a_second_contact_has_a_patience_of_its_own",
    ),
    classes_in_the_wrong_order: ("test_timetables", "test_urgency_is_worth_minutes_of_waiting"),
    head_start_ignored: ("test_timetables", "test_a_head_start_counts_as_waiting"),
    wrap_up_skipped: ("test_timetables", "test_wrap_up_keeps_the_agent_and_lets_the_customer_go"),
    zero_wrap_up_inline: (
        "test_timetables",
        "test_without_wrap_up_the_customer_is_passed_on_before_the_agent_is_free",
    ),
    rank_recomputed_at_look_up: (
        "test_timetables",
        "test_a_place_in_line_dates_from_joining_not_from_the_overflow",
    ),
    drain_ignored: ("test_timetables", "test_at_close_the_queue_is_drained_in_overtime"),
    patience_restarted_at_overflow: (*TWIN, FULL, "as drawn"),
    overflow_serves_who_has_left: (*TWIN, LAZY, "as drawn"),
    leave_is_handled_with_come: (
        "test_timetables",
        "test_who_leaves_at_the_instant_of_a_talk_end_is_decided_before_it",
    ),
    deadline_tie_by_at_most: (
        "test_timetables",
        "test_patience_that_ends_as_an_agent_becomes_free_is_still_served",
        False,
    ),
    the_last_to_rest_answers: ("test_timetables", "test_the_longest_idle_agent_answers"),
    who_rested_longest_goes_home: (
        "test_timetables",
        "test_when_the_headcount_falls_who_rested_longest_stays",
    ),
    a_rise_does_not_cancel_what_is_owed: (
        "test_timetables",
        "test_a_rise_first_cancels_what_is_owed",
    ),
    a_call_fits_beside_a_chat: (
        "test_timetables",
        "test_a_call_needs_an_agent_with_nothing_in_hand",
    ),
    queue_limit_off_by_one: (
        "test_timetables",
        "test_a_full_queue_blocks_and_a_blocked_caller_tries_again",
    ),
    one_return_too_many: (*TWIN, FULL, "as drawn"),
    levels_decide_at_night: (
        "test_timetables",
        "test_a_parked_claim_is_decided_in_opening_hours_finished_and_chased",
    ),
    levels_pay_in_full: (
        "test_timetables",
        "test_a_held_claim_keeps_the_agent_until_it_is_decided",
    ),
    the_door_never_closes: ("test_timetables", "test_the_door_closes_at_closing_time_sharp"),
    clearing_forgotten: ("test_timetables", "test_at_close_who_waits_is_cleared_and_may_come_back"),
    volume_of_the_wrong_interval: ("test_tape_laws", "test_cases_come_as_the_shape_says"),
    lognormal_by_sigma: ("test_tape_laws", "test_a_law_has_the_mean_and_spread_that_were_typed"),
    one_stream_for_work_and_coins: (
        "test_tape_streams",
        "test_marks_that_decide_different_things_are_not_correlated",
    ),
    marks_by_the_place_in_the_route: ("test_tape_addresses", "test_no_other_draw_moves_when"),
    marks_by_the_days_from_the_first: (
        "test_tape_addresses",
        "test_other_days_before_do_not_move_the_measured_day",
    ),
    copula_without_its_rest: ("test_tape_laws", "test_stated_shares_hold_however_hard_the_link"),
}


class Plant:
    """A pytest plugin that plants one bug before anything is collected."""

    def __init__(self, name):
        self._bug = next(bug for bug in PLANTED if bug.__name__ == name)

    def pytest_configure(self, config):
        """Plant it for good: the process ends with the tests."""
        import pytest

        self._bug(pytest.MonkeyPatch())


def main():
    """Plant each bug in a process of its own; print how many tests notice, and the table's one."""
    import pytest

    if len(sys.argv) > 1:
        sys.exit(pytest.main(sys.argv[2:], plugins=[Plant(sys.argv[1])]))
    tests = Path(__file__).parents[1]
    of_plays = [
        tests / "centre" / f"{name}.py"
        for name in ("test_timetables", "test_twin", "test_laws_of_a_play")
    ]
    options = ["--tb=no", "-rfE", "-p", "no:cacheprovider"]
    options += ["-k", "not any_small_centre and not retail"]
    for bug, (module, killer, *_) in PLANTED.items():
        where = [tests / "tape"] if module.startswith("test_tape") else of_plays
        run = [sys.executable, __file__, bug.__name__, *map(str, where), *options]
        told = subprocess.run(run, capture_output=True, text=True, check=False, cwd=tests.parent)
        red = re.findall(r"(?m)^(?:FAILED|ERROR) \S+::(\w+)", told.stdout)
        print(f"{bug.__name__}: {len(red)} red, {killer in red}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
