"""How the centre plays a tape: two engines, one order of events, one set of rules."""
