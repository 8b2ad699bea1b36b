"""What records tell of a centre whose parameters are known: writes docs/identification.md.

python scenarios/identification/identify.py

Every estimate looks at `logs.observed()` alone; the truth beside it is what desk.toml says, or what
the logs hide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import sim
from sim.centre.log import ContactOutcome
from sim.observed.observe import Observed
from sim.observed.simulated import SimulatedLogs

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "identification.md"
REPLICATIONS, SEED, HOURS = 20, 1, 40
PATIENCE_S = 180.0
LATE_S = 60.0

Floats = NDArray[np.float64]
Sums = Callable[["Seen"], Sequence[float]]
Read = Callable[[Floats], float]


class Seen:
    """One play: its records, what every estimate asks of them, and the truth for comparison."""

    def __init__(self, logs: SimulatedLogs) -> None:
        self.truth = logs
        self.records: Observed = logs.observed()
        contacts = self.records.contacts
        self.contacts = contacts
        self.is_first = contacts["contact_number"] == 1
        last = np.bincount(contacts["customer_id"])
        self.comes_back = contacts["contact_number"] < last[contacts["customer_id"]]
        visits = self.records.visits
        self.visits = visits
        self.handled_s = visits["talk_s"] + visits["hold_s"] + visits["acw_s"]
        self.at_front = (visits["queue"] == "front/voice") & (visits["outcome"] == "answered")
        # The truth, row for row: the log of contacts in the order in which records number them.
        own = logs.contacts
        self.outcome = own["outcome"][np.lexsort((own["row"], own["arrived_s"]))]

    def ends(self, outcome: str) -> NDArray[np.bool_]:
        """[contact] whether records say that it ended so."""
        return np.asarray(self.contacts["outcome"] == outcome)

    def sessions(self, outcome: str = "") -> NDArray[np.bool_]:
        """[contact] whether it had a bot session (that ended so)."""
        sessions = self.records.bot_sessions
        here = sessions["outcome"] == outcome if outcome else np.ones(sessions["bot"].size, bool)
        found = np.zeros(self.is_first.size, bool)
        found[sessions["contact_id"][here]] = True
        return found


def played(scenario: sim.Scenario) -> list[Seen]:
    """All replications of a scenario."""
    return [
        Seen(sim.simulate(scenario, seed=SEED, replication=number))
        for number in range(REPLICATIONS)
    ]


def ratio(sums: Floats) -> float:
    return float(sums[0] / sums[1])


@dataclass(frozen=True)
class Question:
    """A parameter, what is computed of the records, and the truth.

    told    whether the estimate is right; else it is shown because it is wrong
    sums    sums over a replication, added up over all
    read    the estimate, of the sums
    truth   a number, or sums of the hidden logs that are read alike
    """

    words: str
    how: str
    told: bool
    sums: Sums
    truth: float | Sums
    read: Read = ratio
    read_truth: Read = ratio


@dataclass(frozen=True)
class Answer:
    """An estimate beside the truth; `error` is the standard error of their difference."""

    question: Question
    estimate: float
    truth: float
    error: float

    @property
    def away(self) -> float:
        """Standard errors from the truth."""
        return (self.estimate - self.truth) / self.error


def answer(question: Question, plays: Sequence[Seen]) -> Answer:
    """Estimate, truth, and their difference leaving out each replication in turn."""
    sums = np.array([question.sums(seen) for seen in plays], dtype=np.float64)
    truths = (
        np.array([question.truth(seen) for seen in plays], dtype=np.float64)
        if callable(question.truth)
        else None
    )

    def both(kept: NDArray[np.bool_]) -> tuple[float, float]:
        estimate = question.read(sums[kept].sum(axis=0))
        if truths is None:
            assert not callable(question.truth)
            return estimate, question.truth
        return estimate, question.read_truth(truths[kept].sum(axis=0))

    n = len(plays)
    every = np.ones(n, bool)
    without = [both(np.arange(n) != out) for out in range(n)]
    differences = np.array([estimate - truth for estimate, truth in without])
    error = float(np.sqrt((n - 1) / n * ((differences - differences.mean()) ** 2).sum()))
    estimate, truth = both(every)
    return Answer(question, estimate, truth, error)


# Demand


def _cases(seen: Seen) -> Sequence[float]:
    return seen.is_first.sum(), HOURS


def _billing_noted(seen: Seen) -> Sequence[float]:
    return (seen.is_first & (seen.contacts["reason"] == "billing")).sum(), HOURS


def _billing_share(seen: Seen) -> Sequence[float]:
    noted = seen.is_first & (seen.contacts["reason"] != "")
    return (noted & (seen.contacts["reason"] == "billing")).sum(), noted.sum()


# Patience


def _lost(seen: Seen) -> NDArray[np.bool_]:
    return np.asarray(seen.visits["outcome"] == "abandoned")


def _wait_of_the_lost(seen: Seen) -> Sequence[float]:
    lost = _lost(seen)
    return seen.visits["wait_s"][lost].sum(), lost.sum()


def _waits_per_loss(seen: Seen) -> Sequence[float]:
    return np.nansum(seen.visits["wait_s"]), _lost(seen).sum()


def _lost_late(seen: Seen) -> Sequence[float]:
    lost = _lost(seen)
    return (lost & (seen.visits["wait_s"] > LATE_S)).sum(), lost.sum()


def kaplan_meier(waits_s: Floats, lost: NDArray[np.bool_], time_s: float) -> float:
    """Share whose patience exceeds a time; who was answered is known to have had more than a wait.

    Kaplan and Meier (1958), doi:10.1080/01621459.1958.10501452.
    """
    order = np.lexsort((~lost, waits_s))  # who gave up at an instant was at risk at it
    waits_s, lost = waits_s[order], lost[order]
    at_risk = np.arange(waits_s.size, 0, -1)
    return float(np.prod(1.0 - (lost & (waits_s <= time_s)) / at_risk))


def _exceeds(seen: Seen) -> Sequence[float]:
    known = ~np.isnan(seen.visits["wait_s"])
    return kaplan_meier(seen.visits["wait_s"][known], _lost(seen)[known], LATE_S), 1.0


# Work


def _of_visit(seen: Seen, of_contact: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(of_contact[seen.visits["contact_id"]])


def _first_billing_s(seen: Seen) -> Sequence[float]:
    billing = seen.is_first & (seen.contacts["reason"] == "billing")
    rows = seen.at_front & _of_visit(seen, billing)
    return seen.handled_s[rows].sum(), rows.sum()


def _every_billing_s(seen: Seen) -> Sequence[float]:
    rows = _of_visit(seen, seen.contacts["reason"] == "billing") & ~np.isnan(seen.handled_s)
    return seen.handled_s[rows].sum(), rows.sum()


# The bot


def _taken(seen: Seen) -> Sequence[float]:
    return (seen.is_first & seen.sessions()).sum(), seen.is_first.sum()


def _left(seen: Seen) -> Sequence[float]:
    met = seen.is_first & seen.sessions()
    return (met & seen.sessions("left")).sum(), met.sum()


def _contained(seen: Seen) -> Sequence[float]:
    met = seen.is_first & seen.sessions()
    return (met & seen.sessions("contained")).sum(), met.sum()


def _later_contained(seen: Seen) -> Sequence[float]:
    met = ~seen.is_first & seen.sessions()
    return (met & seen.sessions("contained")).sum(), met.sum()


def _contained_stay_away(seen: Seen) -> Sequence[float]:
    contained = seen.ends("contained")
    return (contained & ~seen.comes_back).sum(), contained.sum()


def _contained_come_back(seen: Seen) -> Sequence[float]:
    contained = seen.is_first & seen.ends("contained")
    return (contained & seen.comes_back).sum(), contained.sum()


# Resolution


def _unresolved_come_back(seen: Seen) -> Sequence[float]:
    unresolved = seen.is_first & seen.ends("unresolved")
    return (unresolved & seen.comes_back).sum(), unresolved.sum()


def _lost_come_back(seen: Seen) -> Sequence[float]:
    lost = seen.is_first & seen.ends("abandoned")
    return (lost & seen.comes_back).sum(), lost.sum()


def _reached(seen: Seen) -> NDArray[np.bool_]:
    return seen.is_first & (seen.contacts["team"] != "")


def _looks_solved(seen: Seen) -> Sequence[float]:
    return (seen.is_first & seen.ends("closed as solved")).sum(), _reached(seen).sum()


def _truly_solved(seen: Seen) -> Sequence[float]:
    return (_reached(seen) & (seen.outcome == ContactOutcome.RESOLVED)).sum(), _reached(seen).sum()


def _solved_if_alike(seen: Seen) -> Sequence[float]:
    closed = seen.is_first & seen.ends("closed as solved")
    return (
        closed.sum(),
        (closed & seen.comes_back).sum(),
        *_unresolved_come_back(seen),
        _reached(seen).sum(),
    )


def _less_who_come_back(sums: Floats) -> float:
    closed, back, unresolved_back, unresolved, reached = sums
    return float((closed - back * unresolved / unresolved_back) / reached)


def _passed_on(seen: Seen) -> NDArray[np.bool_]:
    """[contact] whether it came to the experts."""
    found = np.zeros(seen.is_first.size, bool)
    found[seen.visits["contact_id"][seen.visits["queue"] == "experts/voice"]] = True
    return found


def _escalated(seen: Seen) -> Sequence[float]:
    reached = _reached(seen)
    return (reached & _passed_on(seen)).sum(), reached.sum()


def _escalated_if_alike(seen: Seen) -> Sequence[float]:
    closed = seen.is_first & seen.ends("closed as solved")
    passed = (_reached(seen) & _passed_on(seen)).sum()
    return passed, (closed & seen.comes_back).sum(), *_unresolved_come_back(seen)


def _of_failures(sums: Floats) -> float:
    passed, back, unresolved_back, unresolved = sums
    return float(passed / (passed + back * unresolved / unresolved_back))


def _first_time_right(seen: Seen) -> Sequence[float]:
    looks = seen.ends("closed as solved") | seen.ends("contained")
    return (seen.is_first & looks & ~seen.comes_back).sum(), seen.is_first.sum()


def _truly_first_time(seen: Seen) -> Sequence[float]:
    solved = np.isin(seen.outcome, (ContactOutcome.RESOLVED, ContactOutcome.CONTAINED))
    return (seen.is_first & solved).sum(), seen.is_first.sum()


# Hardness


def _pairs(seen: Seen) -> Sequence[float]:
    """Correlation of the logarithms of a customer's first two handle times, and 1."""
    ids = seen.visits["contact_id"][seen.at_front]
    whose, number = (seen.contacts[name][ids] for name in ("customer_id", "contact_number"))
    logs = np.full((2, int(whose.max()) + 1), np.nan)
    # Refunds take longer than billing, hard or not: each reason from its own mean.
    spent = np.log(seen.handled_s[seen.at_front])
    for reason in ("billing", "refund"):
        of = seen.contacts["reason"][ids] == reason
        spent[of] -= spent[of].mean()
    for place in (1, 2):
        logs[place - 1, whose[number == place]] = spent[number == place]
    both = ~np.isnan(logs).any(axis=0)
    return float(np.corrcoef(logs[:, both])[0, 1]), 1.0


def _after_the_bot(seen: Seen) -> Sequence[float]:
    billing = seen.is_first & (seen.contacts["reason"] == "billing")
    met = seen.sessions()
    sums: list[float] = []
    for rows in (billing & met, billing & ~met):
        here = seen.at_front & _of_visit(seen, rows)
        sums += [seen.handled_s[here].sum(), here.sum()]
    return sums


def _ratio_of_means(sums: Floats) -> float:
    return float((sums[0] / sums[1]) / (sums[2] / sums[3]))


QUESTIONS = (
    Question("cases an hour", "first contacts ÷ hours", True, _cases, 120.0),
    Question("cases an hour about billing", "first contacts noted as billing ÷ hours", False,
             _billing_noted, 80.0),
    Question("share of billing", "among the first contacts that were noted", True,
             _billing_share, 2 / 3),
    Question("mean patience, s", "mean wait of those who gave up", False, _wait_of_the_lost,
             PATIENCE_S),
    Question("mean patience, s", "all waiting time ÷ give-ups (exponential, censored)", True,
             _waits_per_loss, PATIENCE_S),
    Question("patience beyond 60 s", "share of those who gave up", False, _lost_late,
             exp(-LATE_S / PATIENCE_S)),
    Question("patience beyond 60 s", "Kaplan-Meier, the answered as censored", True, _exceeds,
             exp(-LATE_S / PATIENCE_S)),
    Question("handle time of billing, s", "first contacts, first stay", True, _first_billing_s,
             300.0),
    Question("handle time of billing, s", "all answered stays", False, _every_billing_s, 300.0),
    Question("met the bot", "sessions ÷ first contacts", True, _taken, 0.6),
    Question("left the bot", "of the sessions of first contacts", True, _left, 0.1),
    Question("contained", "of the sessions of first contacts", True, _contained, 0.5),
    Question("contained", "of the sessions of later contacts", False, _later_contained, 0.5),
    Question("contained × not solved × comes back", "contained first contacts that come back",
             True, _contained_come_back, 0.2 * 0.7),
    Question("truly solved, of the contained", "contained who stay away", False,
             _contained_stay_away, 0.8),
    Question("passed on to the experts", "of the first contacts that reached an agent", False,
             _escalated, 0.25 * 0.6),
    Question("comes back after an open failure", "unresolved first contacts that come back", True,
             _unresolved_come_back, 0.6),
    Question("comes back after giving up", "abandoned first contacts that come back", True,
             _lost_come_back, 0.5),
    Question("resolved, of first contacts that reached an agent", "closed as solved", False,
             _looks_solved, _truly_solved),
    Question("resolved, of first contacts that reached an agent",
             "closed as solved − who come back ÷ share after an open failure", True,
             _solved_if_alike, _truly_solved, _less_who_come_back),
    Question("escalates, of the failures", "the same way", True, _escalated_if_alike, 0.6,
             _of_failures),
    Question("solved in the first contact", "looks solved and does not come back", False,
             _first_time_right, _truly_first_time),
)  # fmt: skip

# Centres that differ in what is hidden: (name, changes, words).
TWIN = {"bots.assistant.truly_solves": 0.86, "returns.if_falsely_contained.share": 1.0}
UNLINKED = {"difficulty.in_handle_time": 0.0}
FAIR_BOT = {"difficulty.in_bot": 0.0}

ALIKE = (
    ("contained first contacts that come back", _contained_come_back, ratio),
    ("contained, of the sessions of first contacts", _contained, ratio),
    ("closed as solved, of first contacts that reached an agent", _looks_solved, ratio),
    ("looks solved and does not come back", _first_time_right, ratio),
)
LINKS = (
    ("correlation of a customer's two handle times", _pairs, ratio),
    ("billing after the bot ÷ billing without it, handle times", _after_the_bot, _ratio_of_means),
)


@dataclass(frozen=True)
class Found:
    """All that the page says."""

    answers: tuple[Answer, ...]
    twins: tuple[tuple[Answer, Answer], ...]
    truths: tuple[Answer, Answer]
    links: tuple[tuple[Answer, Answer, Answer], ...]


def _truly_contained(seen: Seen) -> Sequence[float]:
    contained = seen.ends("contained")
    return (contained & (seen.outcome == ContactOutcome.CONTAINED)).sum(), contained.sum()


def _plain(words: str, sums: Sums, read: Read) -> Question:
    return Question(words, "", True, sums, 0.0, read)


def found() -> Found:
    """Play the desk and those that differ from it, and answer every question."""
    desk = sim.load(HERE / "desk.toml")
    plays = played(desk)
    twin, unlinked, fair = (
        played(desk.change(changes, name=name))
        for name, changes in (("twin", TWIN), ("unlinked", UNLINKED), ("fair-bot", FAIR_BOT))
    )
    truth = _plain("truly solved, of the contained", _truly_contained, ratio)
    return Found(
        answers=tuple(answer(question, plays) for question in QUESTIONS),
        twins=tuple(
            (answer(_plain(*asked), plays), answer(_plain(*asked), twin)) for asked in ALIKE
        ),
        truths=(answer(truth, plays), answer(truth, twin)),
        links=tuple(
            tuple(answer(_plain(*asked), each) for each in (plays, unlinked, fair))
            for asked in LINKS
        ),
    )


HEAD = """\
# What records tell, and what they do not

Written by `python scenarios/identification/identify.py`; a test makes every figure again.

A simulator knows the truth, so it can say which parameters of a centre its own records give away.
Here `scenarios/identification/desk.toml` (a bot, a front line, experts, customers who come back) is
played {replications} times {hours} hours, and every estimate looks at `logs.observed()` alone: what
telephony, bot platform and CRM would export ([observed.md](observed.md)). Standard errors are over
replications (jackknife), of the difference to the truth where that is counted, too.

## Estimates beside the truth

**Told** means: within four standard errors. The others are here because they are in use and wrong:
farther off than four.

| parameter | computed of the records | estimate ± s.e. | truth | |
|---|---|---:|---:|---|
"""

LESSONS = """
**Demand.** Cases are counted well as long as customers can be recognised. By reason they are not:
who gives up before anybody spoke to them leaves no reason, so that counts of noted reasons are too
low; their *shares* are right only because here both reasons wait alike.

**Patience.** Whoever gives up soon is seen, whoever would have waited longer is answered first:
the mean wait of those who gave up is not patience, and the better the service the farther off it
is. All waiting time ÷ give-ups is right if patience is exponential; Kaplan-Meier needs no law, and
ends where the waits end.

**Work.** The handle time that the scenario states is that of first contacts. Who comes back, or is
passed on, is harder, and is in the AHT of every report.

**The bot.** Its records tell whom it met, who left and whom it contained. They do not tell whom it
solved: of the contained a share comes back, and that share is *not solved × comes back*, a
product. Contained who stay away are no proof of solving.

**Resolution.** *Closed as solved* is too high by the failures nobody noticed, and *does not come
back* is too high by those who gave the case up. With one assumption more, that who was let down
unnoticed comes back as often as who was openly not resolved, both resolution and escalation are
told. Here the assumption holds because the scenario has one row for both; in life nobody sees
whether it does. The stated 15 % that are passed on are those of all cases; the bot keeps the easy
ones away, so that of who reaches an agent more are.

## Two centres with the same records

In the second centre the bot truly solves 86 % instead of 80 %, and all instead of 70 % of those it
failed come back: 0.14 × 1 = 0.2 × 0.7. What is known of both, ± s.e.:

| of the records | 80 % and 70 % | 86 % and 100 % |
|---|---:|---:|
"""

SURVEY = """
Nothing in the records parts them, however long they are: in both, every contained contact comes
back with probability 0.14, whatever happened before. What would part them: a survey of contained
customers, or a look at accounts where a solved case leaves a trace.

## Links of hardness

Hardness is seen only where it leaves two traces: in two handle times of one customer, or in the
handle times of those a bot passed on beside those who never met it (whether a customer meets it is
a coin here; where customers choose, the comparison is spoilt). ± s.e.:

| of the records | as it is | no link to handle times | no link to the bot |
|---|---:|---:|---:|
"""

END = """
The correlation is about 0 without a link, and grows with it. It is not the square of the strength:
who comes back is harder than others and more alike, and how much so depends on the other links.
The second row needs *both* links and tells of their product: it is 1 if either is missing. So
records tell *that* there are links; their strengths need a model that is played until it shows the
same, and the link to resolution shows only together with another.
"""


def page(what: Found) -> str:
    """The whole page, in Markdown."""
    rows = [_row(each) for each in what.answers]
    twins = [
        f"| {one.question.words} | {_with_error(one)} | {_with_error(other)} |"
        for one, other in what.twins
    ]
    one, other = what.truths
    hidden = f"| *hidden: {one.question.words}* | {_with_error(one)} | {_with_error(other)} |"
    links = [
        f"| {row[0].question.words} | {' | '.join(map(_with_error, row))} |" for row in what.links
    ]
    head = HEAD.format(replications=REPLICATIONS, hours=HOURS)
    parts = [head, _lines(rows), LESSONS, _lines([*twins, hidden]), SURVEY, _lines(links), END]
    return "".join(parts)


def _lines(rows: Sequence[str]) -> str:
    return "".join(f"{row}\n" for row in rows)


def _row(one: Answer) -> str:
    verdict = "told" if one.question.told else "**wrong**"
    cells = (one.question.words, one.question.how, _with_error(one), _number(one.truth), verdict)
    return f"| {' | '.join(cells)} |"


def _with_error(one: Answer) -> str:
    places = _places(one.estimate)
    return f"{one.estimate:.{places}f} ± {one.error:.{places}f}"


def _number(value: float) -> str:
    return f"{value:.{_places(value)}f}"


def _places(value: float) -> int:
    """Seconds and rates are read to a tenth, shares to a thousandth."""
    return 1 if abs(value) >= 2.0 else 3


if __name__ == "__main__":
    PAGE.write_text(page(found()), encoding="utf-8", newline="\n")
