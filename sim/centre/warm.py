"""What a user is told before code is compiled, found out without compiling any of it."""

from sim.centre.engines import engine_named


def before_playing(engine: str) -> list[str]:
    """Get ready for an engine; what there is to say of it, mostly nothing.

    To be called before anything is played. Where compiled code can be kept nowhere, it is lent a
    folder until this process ends.
    """
    from sim.compiled import IS_COMPILED, store  # noqa: PLC0415  (not for a help text)

    if not IS_COMPILED:
        return []
    warning = store.lend()
    if warning is not None:
        return [f"warning: {warning}"]
    entries = engine_named(engine).compiled_entries
    if entries and not any(map(store.is_kept, entries)):
        return ["note: the engine is compiled for this machine, once; later starts are quick"]
    return []
