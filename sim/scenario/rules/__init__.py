"""Rules between the fields of a scenario, by what they are about."""
