"""The part of the plan that `draw` reads: volumes, laws and the slots of every route."""

import hashlib
from dataclasses import replace

from sim.plan.calendar import calendar
from sim.plan.codes import MARKS, Cause, SlotKind
from sim.plan.handle import selection_scale, talk_law
from sim.plan.plan import Demand, Names, Slot, SlotSet
from sim.plan.reach import later_reasons, met_on, return_rows
from sim.plan.volumes import volume
from sim.scenario.distributions import Law
from sim.scenario.occurring import is_live, law_on, occurring, serving, share_of
from sim.scenario.scenario import Centre
from sim.scenario.teams import Team


def demand(centre: Centre, base: Centre, names: Names) -> Demand:
    """The demand of a scenario; `base` gives the scale of the handle times."""
    slots = _Slots(centre, base, names)
    rows = return_rows(centre)
    after: list[Law | None] = [rows[cause].after if cause in rows else None for cause in Cause]
    shares = [rows[cause].share if cause in rows else 0.0 for cause in Cause]
    outside = centre.day.outside_hours if centre.day is not None else None
    if outside is not None and outside.tries_again > 0.0:
        after[Cause.CLOSED_OUT] = outside.after_opening or Law("constant", 0.0)
        shares[Cause.CLOSED_OUT] = outside.tries_again
    chases = centre.approval.chases
    can_chase = chases is not None and centre.approval.meanwhile == "parked"
    made = Demand(
        streams=tuple(centre.reasons[name].stream or name for name in names.reasons),
        calendar=calendar(centre, names.channels),
        volumes=tuple(volume(centre, centre.reasons[name]) for name in names.reasons),
        busyness=centre.day.busyness if centre.day is not None else 0.0,
        segment_cumulated=tuple(_segments(centre, names, name) for name in names.reasons),
        patience_factor=tuple(centre.segments[name].patience_factor for name in names.segments),
        claim=tuple(_claim(centre, name) for name in names.reasons),
        emotion=tuple(_emotion(centre, name) for name in names.reasons),
        firsts=tuple(slots.of_first(name) for name in names.reasons),
        laters=tuple(slots.of_later(name) for name in names.reasons),
        chases=tuple(slots.of_chase(name, can_chase) for name in names.reasons),
        chase=(chases.share, chases.after) if chases is not None and can_chase else None,
        returns_after=tuple(after),
        largest_return=(max(shares),) * len(names.reasons),
        at_most=centre.returns.at_most,
        link_handle=centre.difficulty.in_handle_time,
        link_bot=centre.difficulty.in_bot,
        link_resolution=centre.difficulty.in_resolution,
        digest="",
    )
    return replace(made, digest=hashlib.sha256(repr(made).encode()).hexdigest())


def cumulated(shares: list[float]) -> tuple[float, ...]:
    """Cumulated shares; from the last above 0 on they are infinite, so each mark finds a place."""
    total, found = 0.0, []
    last = max((i for i, share in enumerate(shares) if share > 0.0), default=0)
    for i, share in enumerate(shares):
        total += share
        found.append(total if i < last else float("inf"))
    return tuple(found)


def _segments(centre: Centre, names: Names, reason: str) -> tuple[float, ...]:
    own = centre.reasons[reason].segments
    shares = own or {name: segment.share for name, segment in centre.segments.items()}
    return cumulated([shares.get(name, 0.0) for name in names.segments])


def _claim(centre: Centre, reason: str) -> tuple[float, Law] | None:
    claim = centre.reasons[reason].claim
    return None if claim is None or claim.share == 0.0 else (claim.share, claim.asks)


def _assisted(team: Team, reason: str) -> float:
    """What agent assist makes of a team's talk."""
    return share_of(team.assist.talk_factor, reason, 1.0) if team.assist else 1.0


def _emotion(centre: Centre, reason: str) -> tuple[float, float] | None:
    emotion = centre.reasons[reason].emotion
    if emotion is None or emotion.share == 0.0:
        return None
    return emotion.share, emotion.talk_factor


class _Slots:
    """Compiles routes into slots; holds what every compilation needs."""

    def __init__(self, centre: Centre, base: Centre, names: Names) -> None:
        self.centre, self.base, self.names = centre, base, names
        self.channels = occurring(centre)

    def of_first(self, reason: str) -> SlotSet:
        """Slots of a case's first contact."""
        return self._laid_out([self._route(reason, self._has_claim(reason))], [reason])

    def of_later(self, reason: str) -> SlotSet:
        """Slots of later contacts: of every reason the case could come with."""
        found = later_reasons(self.centre, reason)
        claims = self._has_claim(reason)
        return self._laid_out([self._route(name, claims) for name in found], found)

    def of_chase(self, reason: str, can_chase: bool) -> SlotSet:
        """Slots of a chase of a parked case: one for each step that could have parked it."""
        found = later_reasons(self.centre, reason)
        if not (can_chase and self._has_claim(reason) and self.centre.approval.levels):
            return self._laid_out([[] for _ in found], found)
        return self._laid_out([self._chases(name) for name in found], found)

    def _has_claim(self, reason: str) -> bool:
        return _claim(self.centre, reason) is not None

    def _route(self, reason: str, claims: bool) -> list[Slot]:
        slots = [
            self._bot(reason, name) for name in sorted(set(met_on(self.centre, reason).values()))
        ]
        for place, step in enumerate(self.centre.reasons[reason].route):
            slots.append(self._serve(reason, place, step))
            if claims:
                slots.extend(self._levels(reason, place, step))
        return slots

    def _bot(self, reason: str, name: str) -> Slot:
        bot = self.centre.bots[name]
        session = bot.session
        return Slot(
            kind=SlotKind.BOT,
            reason=self.names.reasons.index(reason),
            place=-1,
            index=self.names.bots.index(name),
            pairs=(),
            laws=(session.contained, session.passed_on, session.left),
            linked=False,
            patience=(),
            stream=bot.stream or name,
        )

    def _serve(self, reason: str, place: int, step: str) -> Slot:
        names, centre = self.names, self.centre
        pairs, laws = [], []
        for channel in sorted(self.channels[reason]):
            scale = selection_scale(self.base, reason, channel)
            for team in sorted(serving(centre, step, reason, channel)):
                pairs.append((names.channels.index(channel), names.teams.index(team)))
                who = centre.teams[team]
                assisted = _assisted(who, reason)
                laws.append(talk_law(centre.reasons[reason], channel, who, scale, assisted))
        return Slot(
            kind=SlotKind.SERVE,
            reason=names.reasons.index(reason),
            place=place,
            index=names.steps.index(step),
            pairs=tuple(pairs),
            laws=tuple(laws),
            linked=True,
            patience=self._patience(reason),
            stream=self._step_stream(step),
        )

    def _patience(self, reason: str) -> tuple[tuple[int, Law], ...]:
        found = []
        for channel in sorted(self.channels[reason]):
            own = law_on(self.centre.reasons[reason].patience, channel)
            law = own or self.centre.channels[channel].patience
            if law is not None and is_live(self.centre, channel):
                found.append((self.names.channels.index(channel), law))
        return tuple(found)

    def _levels(self, reason: str, place: int, step: str) -> list[Slot]:
        approval, names, stream = self.centre.approval, self.names, self._step_stream(step)
        waits = Slot(
            kind=SlotKind.LEVEL,
            reason=names.reasons.index(reason),
            place=place,
            index=-1,
            pairs=(),
            laws=(),
            linked=False,
            patience=(),
            stream="",
        )
        slots = [
            replace(
                waits,
                index=names.levels.index(name),
                laws=(approval.levels[name].decides_in,),
                stream=f"{stream}/{approval.levels[name].stream or name}",
            )
            for name in names.levels
        ]
        if slots and approval.meanwhile == "parked":
            index, laws = names.steps.index(step), (approval.finishing,)
            finish = replace(waits, kind=SlotKind.FINISH, index=index, laws=laws, stream=stream)
            slots.append(finish)
        return slots

    def _chases(self, reason: str) -> list[Slot]:
        approval = self.centre.approval
        stated = approval.chases.handle_time if approval.chases is not None else None
        return [
            Slot(
                kind=SlotKind.CHASE,
                reason=self.names.reasons.index(reason),
                place=place,
                index=self.names.steps.index(step),
                pairs=(),
                laws=(stated or approval.finishing,),
                linked=False,
                patience=self._patience(reason),
                stream=self._step_stream(step),
            )
            for place, step in enumerate(self.centre.reasons[reason].route)
        ]

    def _step_stream(self, step: str) -> str:
        own = self.centre.steps.get(step)
        return (own.stream if own is not None else None) or step

    def _laid_out(self, routes: list[list[Slot]], reasons: list[str]) -> SlotSet:
        starts = [-1] * len(self.names.reasons)
        slots: list[Slot] = []
        works = patiences = marks = 0
        for reason, route in zip(reasons, routes, strict=True):
            starts[self.names.reasons.index(reason)] = len(slots)
            for slot in route:
                slots.append(replace(slot, work_at=works, patience_at=patiences, marks_at=marks))
                works += len(slot.laws)
                patiences += len(slot.patience)
                marks += len(MARKS[slot.kind])
        return SlotSet(tuple(slots), tuple(starts), works, patiences, marks)
