"""How much comes, and who comes back."""

from collections.abc import Iterator

from sim.scenario.finding import Finding, warning
from sim.scenario.occurring import rows
from sim.scenario.scenario import Centre

_STATED = ("contacts_per_day", "cases_per_day", "contacts_per_hour", "cases_per_hour")


def stated_once(centre: Centre) -> Iterator[Finding]:
    """A volume is stated in one of four ways; cases are first contacts by themselves."""
    for name, reason in centre.reasons.items():
        stated = [key for key in _STATED if getattr(reason.volume, key) is not None]
        path = ("reasons", name, "volume")
        if not stated:
            yield Finding(path, None, "states no volume", "add contacts_per_day = 800")
        for extra in stated[1:]:
            value = getattr(reason.volume, extra)
            rule = f"the volume is stated by {stated[0]} already"
            yield Finding((*path, extra), value, rule, "keep one of them")
        if stated and stated[0].startswith("cases") and reason.volume.first_contacts < 1.0:
            rule = "cases are first contacts; the share belongs to contacts"
            value = reason.volume.first_contacts
            yield Finding((*path, "first_contacts"), value, rule, "leave it away")


def somebody_comes(centre: Centre) -> Iterator[Finding]:
    """A centre without volume is probably not meant."""
    volumes = [reason.volume for reason in centre.reasons.values()]
    if all(not any(getattr(volume, key) for key in _STATED) for volume in volumes):
        yield warning(("reasons",), None, "no contact ever comes", "state a volume above 0")


def several_contacts(centre: Centre) -> Iterator[Finding]:
    """Returns and the limit of contacts agree."""
    coming = [name for name, row in rows(centre) if row.share > 0.0]
    if centre.returns.at_most == 1 and coming:
        rule = f"nobody comes back, though {coming[0]} says so"
        yield warning(("returns", "at_most"), 1, rule, "say 2 or more")


def sure_returns(centre: Centre) -> Iterator[Finding]:
    """Who always comes back is stopped by `at_most` alone."""
    for name, row in rows(centre):
        if row.share == 1.0:
            rule = (
                f"everybody comes back, up to {centre.returns.at_most} contacts (returns.at_most)"
            )
            yield warning(("returns", name, "share"), 1.0, rule, "some usually give up")


def first_contacts(centre: Centre) -> Iterator[Finding]:
    """Where all contacts open a case, no repeats are counted in the volume."""
    for name, reason in centre.reasons.items():
        volume = reason.volume
        counted = volume.contacts_per_day or volume.contacts_per_hour
        if (
            counted
            and volume.first_contacts == 1.0
            and any(row.share > 0.0 for _, row in rows(centre))
        ):
            rule = "every contact opens a case, and some come back on top of the stated volume"
            remedy = "say which share of the contacts opens a case: first_contacts = 0.8"
            yield warning(("reasons", name, "volume"), None, rule, remedy)
