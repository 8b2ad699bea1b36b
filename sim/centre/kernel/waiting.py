"""Joining a queue, waiting in it, being found by a free agent, leaving it unserved."""

from math import inf, nan

from sim.centre import rules
from sim.centre.kernel.agents import longest_idle, put_idle
from sim.centre.kernel.calendar import push
from sim.centre.kernel.compiling import apart, part
from sim.centre.kernel.given import Given
from sim.centre.kernel.lines import drop_head, joined_before, line_up
from sim.centre.kernel.own import admits, score
from sim.centre.kernel.state import State, Taped
from sim.centre.kernel.telling import tell
from sim.centre.kernel.words import (
    ABANDONED,
    BLOCKED,
    CLEARED,
    GIVE_UP,
    OVERFLOW,
    WAITING,
    WRAP_END,
)
from sim.centre.kernel.work import has_room, lay_aside, resume, serve, that_yields
from sim.centre.order import key
from sim.centre.tables import I8, Flag, Index


@part
def new_visit(
    g: Given, t: Taped, s: State, contact: Index, kind: Index, slot: Index, now: float
) -> Index:
    """A visit that begins now; its number is its place on the tape."""
    visit = s.counts.visits[0]
    s.counts.visits[0] = visit + 1
    visits, row = s.visits, s.contacts.row[contact]
    visits.number[visit] = t.first_visit[row] + (slot - g.slots.first[t.slot_set[row]])
    visits.row[visit] = row
    visits.contact[visit] = contact
    visits.kind[visit] = kind
    visits.queue[visit] = -1
    visits.place[visit] = -1
    visits.slot[visit] = slot
    visits.joined_s[visit] = now
    visits.answered_s[visit] = nan
    visits.talk_end_s[visit] = nan
    visits.released_s[visit] = nan
    visits.ended_s[visit] = nan
    visits.deadline_s[visit] = nan
    visits.team[visit] = -1
    visits.agent[visit] = -1
    visits.outcome[visit] = WAITING
    visits.waiting[visit] = False
    visits.shared[visit] = False
    return visit


@part
def seek(
    g: Given,
    t: Taped,
    s: State,
    contact: Index,
    kind: Index,
    slot: Index,
    queue: Index,
    teams: Index,
    now: float,
) -> None:
    """The preferred team with a fitting idle agent serves at once; else the visit waits."""
    visit = new_visit(g, t, s, contact, kind, slot, now)
    visits, queues = s.visits, g.queues
    visits.queue[visit] = queue
    visits.teams[visit] = teams
    shared = queues.shared[queue]
    visits.shared[visit] = shared
    if g.own.admit != 0:
        _seek_admission(g, t, s, visit, now)
        return
    agent = -1
    for entry in range(queues.list_first[teams], queues.list_first[teams + 1]):
        if queues.after_s[entry] == 0.0 and agent < 0:
            agent = longest_idle(g, s, queues.team[entry], shared, queues.beside[queue])
    if agent >= 0:
        served_at_once(g, t, s, agent, visit, now)
    elif g.most_interruptions > 0 and _interrupts_any(g, t, s, visit, now):
        return
    elif 0 <= queues.limit[queue] <= s.length[queue]:
        _turn_away(s, visit, BLOCKED, now)
    elif queues.clears[queue] and now >= s.closes_at[queues.channel[queue]]:
        _turn_away(s, visit, CLEARED, now)
    elif g.any_announces and _balks(g, t, s, visit, s.length[queue]):
        _turn_away(s, visit, ABANDONED, now)
    else:
        _stand(g, s, visit)
        _stay(g, t, s, visit, now)


@apart
def _seek_admission(g: Given, t: Taped, s: State, visit: Index, now: float) -> None:
    """Under an own rule of admission whoever is idle looks at the lines, not at one visit."""
    visits, queues = s.visits, g.queues
    queue, teams = visits.queue[visit], visits.teams[visit]
    _stand(g, s, visit)
    for entry in range(queues.list_first[teams], queues.list_first[teams + 1]):
        if queues.after_s[entry] == 0.0:
            _idle_look(g, t, s, queues.team[entry], now)
    if not visits.waiting[visit]:
        return
    if 0 <= queues.limit[queue] < s.length[queue]:
        leave(g, s, visit, BLOCKED, now)
    elif queues.clears[queue] and now >= s.closes_at[queues.channel[queue]]:
        leave(g, s, visit, CLEARED, now)
    elif g.any_announces and _balks(g, t, s, visit, s.length[queue] - 1):
        leave(g, s, visit, ABANDONED, now)
    else:
        _stay(g, t, s, visit, now)


@apart
def _balks(g: Given, t: Taped, s: State, visit: Index, ahead: Index) -> Flag:
    """Whether the customer leaves on hearing how long the wait will be."""
    queues, queue, present = g.queues, s.visits.queue[visit], 0
    offset = _patience_at(g, s, visit)
    if queues.balks_above[queue] == inf or offset < 0:
        return False
    teams = s.visits.teams[visit]
    for entry in range(queues.list_first[teams], queues.list_first[teams + 1]):
        present += s.teams.present[queues.team[entry]]
    if present == 0:
        return False
    contact = s.visits.contact[visit]
    work = queues.mean_work_s[queue, s.contacts.reason[contact]]
    return rules.balks(
        rules.estimated_wait(int(ahead), work, present),
        queues.announced_s[queue],
        queues.balks_above[queue],
        _patience(g, t, s, visit, offset),
    )


@apart
def _idle_look(g: Given, t: Taped, s: State, team: Index, now: float) -> None:
    """The idle take what they are let, the first to rest first."""
    while True:
        agent = longest_idle(g, s, team, True, False)
        if agent < 0:
            return
        visit = _best_for(g, s, agent, now, WRAP_END)
        if visit < 0:
            return
        take(g, s, visit)
        served_at_once(g, t, s, agent, visit, now)


@part
def served_at_once(g: Given, t: Taped, s: State, agent: Index, visit: Index, now: float) -> None:
    """An idle agent takes a visit, and stays among those with room if there is more."""
    serve(g, t, s, agent, visit, now)
    if has_room(g, s, agent, now):
        put_idle(g, s, agent)


@apart
def _interrupts_any(g: Given, t: Taped, s: State, visit: Index, now: float) -> Flag:
    """Whether work that yields is laid aside for a visit by one of the teams that are open."""
    queues, teams = g.queues, s.visits.teams[visit]
    for entry in range(queues.list_first[teams], queues.list_first[teams + 1]):
        if queues.after_s[entry] == 0.0 and _interrupts(g, t, s, visit, queues.team[entry], now):
            return True
    return False


@apart
def _interrupts(g: Given, t: Taped, s: State, visit: Index, team: Index, now: float) -> Flag:
    """Whether work that yields is laid aside for a visit."""
    laid = that_yields(g, s, team, visit)
    if laid < 0:
        return False
    if s.visits.waiting[visit]:
        take(g, s, visit)
    rank(g, s, laid)
    served_at_once(g, t, s, lay_aside(g, s, laid, now), visit, now)
    return True


@part
def _turn_away(s: State, visit: Index, outcome: Index, now: float) -> None:
    s.visits.ended_s[visit] = now
    s.visits.outcome[visit] = outcome
    tell(s, visit)


@part
def _stand(g: Given, s: State, visit: Index) -> None:
    """Enter the queue, in the lines of the teams that are open to it already."""
    visits, queues = s.visits, g.queues
    queue, teams = visits.queue[visit], visits.teams[visit]
    visits.waiting[visit] = True
    s.length[queue] += 1
    rank(g, s, visit)
    for entry in range(queues.list_first[teams], queues.list_first[teams + 1]):
        if queues.after_s[entry] == 0.0:
            line_up(g, s, visit, queues.team[entry])
    if g.any_clears and queues.clears[queue]:
        _enter_clearing(s, queues.channel[queue], visit)


@part
def rank(g: Given, s: State, visit: Index) -> None:
    """A visit's place in waiting lines dates from joining."""
    visits, contacts, contact = s.visits, s.contacts, s.visits.contact[visit]
    segment, reason = contacts.segment[contact], contacts.reason[contact]
    head_start, base = g.head_start_s[segment], g.base[reason, segment]
    growth = g.queues.growth[visits.queue[visit]]
    visits.rank[visit] = rules.rank(growth, visits.joined_s[visit], head_start, base)


@part
def _stay(g: Given, t: Taped, s: State, visit: Index, now: float) -> None:
    """Wait: further teams open in time, patience runs."""
    visits, queues = s.visits, g.queues
    teams = visits.teams[visit]
    first = queues.list_first[teams]
    for entry in range(first, queues.list_first[teams + 1]):
        after = queues.after_s[entry]
        if after != 0.0:
            order = key(OVERFLOW, int(visits.number[visit]), int(entry - first))
            push(s, now, now + after, order, visit)
    _start_patience(g, t, s, visit, now)


@part
def _patience_at(g: Given, s: State, visit: Index) -> Index:
    """Where the patience lies among its row's; -1 where no customer holds the line."""
    channel = s.contacts.channel[s.visits.contact[visit]]
    return int(g.slots.patience_of[s.visits.slot[visit], channel])


@part
def _patience(g: Given, t: Taped, s: State, visit: Index, offset: Index) -> float:
    """How long the customer would wait; it lies at `offset` among its row's."""
    contact, contacts = s.visits.contact[visit], s.contacts
    natural = t.patience_s[t.first_patience[contacts.row[contact]] + offset]
    factor = g.doors.patience_factor[contacts.channel[contact], contacts.bot[contact] + 1]
    return rules.patience(natural, factor)


@part
def _start_patience(g: Given, t: Taped, s: State, visit: Index, now: float) -> None:
    """Patience starts at joining; finishing visits have no customer on the line."""
    visits, offset = s.visits, _patience_at(g, s, visit)
    if offset < 0:
        return
    deadline = now + _patience(g, t, s, visit, offset)
    visits.deadline_s[visit] = deadline
    if g.queues.give_up_is_event[visits.queue[visit]] and deadline < inf:
        push(s, now, deadline, key(GIVE_UP, int(visits.number[visit]), 0), visit)


# -- leaving the queue ---------------------------------------------------------------------------


@part
def take(g: Given, s: State, visit: Index) -> None:
    """Leave the queue, for an agent or unserved."""
    queue = s.visits.queue[visit]
    s.visits.waiting[visit] = False
    s.length[queue] -= 1
    if g.any_clears and g.queues.clears[queue]:
        _quit_clearing(s, g.queues.channel[queue], visit)


@part
def leave(g: Given, s: State, visit: Index, outcome: Index, at: float) -> None:
    """Leave the queue unserved."""
    take(g, s, visit)
    s.visits.outcome[visit] = outcome
    s.visits.ended_s[visit] = at
    tell(s, visit)


@part
def offer(g: Given, t: Taped, s: State, agent: Index, now: float, kind: Index) -> None:
    """Give a free agent the best fitting contacts that wait, or let it idle."""
    while has_room(g, s, agent, now):
        visit = _best_for(g, s, agent, now, kind)
        if g.most_interruptions > 0 and _takes_up_again(g, s, agent, visit, now):
            resume(g, s, agent, now)
            return
        if visit < 0:
            put_idle(g, s, agent)
            return
        take(g, s, visit)
        serve(g, t, s, agent, visit, now)


@apart
def _takes_up_again(g: Given, s: State, agent: Index, best: Index, now: float) -> Flag:
    """Whether what was laid aside comes before the best of those who wait."""
    laid = s.agents.interrupted[agent]
    if laid < 0 or s.agents.in_hand[agent] > 0:
        return False
    if best < 0:
        return True
    mine, others = _score(g, s, laid, now), _score(g, s, best, now)
    if mine != others:
        return mine > others
    return joined_before(s.visits, laid, best)


@part
def _score(g: Given, s: State, visit: Index, now: float) -> float:
    if g.own.score != 0:
        return score(g, s, visit, now)
    return rules.score(g.queues.growth[s.visits.queue[visit]], now, s.visits.rank[visit])


@part
def _fits(g: Given, s: State, agent: Index, line: Index) -> Flag:
    """Whether the contacts of a line fit beside what an agent has in hand."""
    if s.agents.in_hand[agent] == 0:
        return True
    if g.any_beside and g.line_beside[line] and g.crew.beside_chats[s.agents.team[agent]]:
        return s.agents.beside[agent] == 0
    return g.line_shared[line]


@part
def _best_for(g: Given, s: State, agent: Index, now: float, kind: Index) -> Index:
    """The head with the highest score among the lines that fit what is in hand; -1 none."""
    best, best_score = -1, 0.0
    count = g.lines
    first = s.agents.team[agent] * count
    for line in range(count):
        if s.lines.used[first + line] == 0:
            continue
        if not _fits(g, s, agent, line):
            continue
        head = _head(g, s, first + line, now, kind)
        if head < 0:
            continue
        if g.own.admit != 0 and not admits(g, s, s.agents.team[agent], head, now):
            continue
        if g.own.score != 0:
            points = score(g, s, head, now)
        else:
            points = rules.score(g.line_growth[line], now, s.visits.rank[head])
        if (
            best < 0
            or points > best_score
            or (points == best_score and joined_before(s.visits, head, best))
        ):
            best, best_score = head, points
    return best


@part
def _head(g: Given, s: State, line: Index, now: float, kind: Index) -> Index:
    """The first of a line who still waits; finds give-ups that nobody noticed before. -1 none."""
    visits, lines, entries = s.visits, s.lines, s.entries
    while lines.used[line] > 0:
        visit = int(entries.visit[lines.first[line]])
        waits = visits.waiting[visit]
        if waits and not rules.gave_up(visits.deadline_s[visit], now, int(kind)):
            return visit
        drop_head(lines, entries, visits, line)
        if waits:
            leave(g, s, visit, ABANDONED, visits.deadline_s[visit])
    return -1


@part
def give_up(g: Given, s: State, visit: Index, now: float) -> None:
    """Patience is over; stale if the visit waits no more."""
    if s.visits.waiting[visit]:
        leave(g, s, visit, ABANDONED, now)


@apart
def overflow(g: Given, t: Taped, s: State, visit: Index, part_of_list: Index, now: float) -> None:
    """A further team opens to a visit: an idle agent of it serves, else it lines up there too."""
    visits = s.visits
    if not visits.waiting[visit]:
        return
    if rules.gave_up(visits.deadline_s[visit], now, OVERFLOW):
        leave(g, s, visit, ABANDONED, visits.deadline_s[visit])
        return
    team = g.queues.team[g.queues.list_first[visits.teams[visit]] + part_of_list]
    if g.own.admit != 0:
        line_up(g, s, visit, team)
        _idle_look(g, t, s, team, now)
        return
    beside = g.queues.beside[visits.queue[visit]]
    agent = longest_idle(g, s, team, visits.shared[visit], beside)
    if agent >= 0:
        take(g, s, visit)
        served_at_once(g, t, s, agent, visit, now)
    elif not (g.most_interruptions > 0 and _interrupts(g, t, s, visit, team, now)):
        line_up(g, s, visit, team)


@apart
def find_who_gave_up(g: Given, s: State) -> None:
    """Where no event told of give-ups, those nobody came upon are found at the end."""
    for visit in range(s.counts.visits[0]):
        if s.visits.waiting[visit] and s.visits.deadline_s[visit] < inf:
            leave(g, s, visit, ABANDONED, s.visits.deadline_s[visit])


# -- clearing: who waits on a channel that clears stands in a chain, so that none is looked for ---


@part
def _enter_clearing(s: State, channel: Index, visit: Index) -> None:
    visits, latest = s.visits, s.clearing[channel]
    visits.before[visit] = latest
    visits.after[visit] = -1
    if latest >= 0:
        visits.after[latest] = visit
    s.clearing[channel] = visit


@part
def _quit_clearing(s: State, channel: Index, visit: Index) -> None:
    before, after = s.visits.before[visit], s.visits.after[visit]
    if before >= 0:
        s.visits.after[before] = after
    if after >= 0:
        s.visits.before[after] = before
    else:
        s.clearing[channel] = before


@apart
def clear(g: Given, s: State, channel: Index, now: float) -> None:
    """Send away whoever waits on a channel, in the order of the tape."""
    count = 0
    visit = s.clearing[channel]
    while visit >= 0:
        s.sorting[count] = (int(s.visits.number[visit]) << 32) | int(visit)
        count += 1
        visit = s.visits.before[visit]
    _sort(s.sorting, count)
    for place in range(count):
        leave(g, s, int(s.sorting[place] & 0xFFFFFFFF), CLEARED, now)


@part
def _sort(numbers: I8, count: Index) -> None:
    """Heapsort in place: a closing may find thousands waiting."""
    for size in range(1, count):
        place, number = size, numbers[size]
        while place > 0 and numbers[(place - 1) >> 1] < number:
            numbers[place] = numbers[(place - 1) >> 1]
            place = (place - 1) >> 1
        numbers[place] = number
    for size in range(count - 1, 0, -1):
        number, numbers[size] = numbers[size], numbers[0]
        place, child = 0, 1
        while child < size:
            if child + 1 < size and numbers[child + 1] > numbers[child]:
                child += 1
            if numbers[child] <= number:
                break
            numbers[place] = numbers[child]
            place, child = child, 2 * child + 1
        numbers[place] = number
