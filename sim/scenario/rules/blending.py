"""What one agent does side by side, and what is laid aside for what."""

from collections.abc import Iterator

from sim.scenario.finding import Finding, warning
from sim.scenario.occurring import is_live, kind_of
from sim.scenario.scenario import Centre
from sim.scenario.wording import suggestion


def yielding(centre: Centre) -> Iterator[Finding]:
    """Work yields where no customer holds the line, to channels where one does."""
    for name, channel in centre.channels.items():
        path = ("channels", name, "yields_to")
        if channel.yields_to and is_live(centre, name):
            rule = f"customers hold the line on {name}, nobody may be laid aside"
            yield Finding(path, channel.yields_to, rule, "say it of an email channel")
        seen: set[str] = set()
        for place, other in enumerate(channel.yields_to):
            if other not in centre.channels:
                remedy = suggestion(other, [*centre.channels])
                yield Finding((*path, place), other, "no such channel", remedy)
            elif not is_live(centre, other):
                rule = "no customer holds the line there"
                yield Finding((*path, place), other, rule, "name a live channel")
            elif other in seen:
                yield Finding((*path, place), other, "is named twice", "name it once")
            seen.add(other)


def side_by_side(centre: Centre) -> Iterator[Finding]:
    """A call takes a chat's place where there is one, and where the team has calls and chats."""
    for name, team in centre.teams.items():
        kinds = {kind_of(centre, one) for one in team.channels if one in centre.channels}
        path = ("teams", name, "takes_calls")
        if team.takes_calls == "beside chats" and team.chats_at_once == 1:
            rule = "an agent has one place only"
            yield Finding(path, team.takes_calls, rule, "say chats_at_once = 2 or more")
        elif team.takes_calls == "beside chats" and not {"voice", "chat"} <= kinds:
            rule = "the team does not serve both calls and chats"
            yield warning(path, team.takes_calls, rule, "give it both channels")
        if team.chats_go_to == "fill first" and team.chats_at_once == 1:
            path = ("teams", name, "chats_go_to")
            yield warning(path, team.chats_go_to, "an agent has one place only", "leave it out")
