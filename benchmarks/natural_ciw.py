"""The plain queue in Ciw, as its documentation writes one: a node with servers and reneging."""

import ciw


def run(
    contacts: int, seed: int, *, gap_s: float, patience_s: float, handle_s: float, agents: int
) -> list[tuple]:
    """Draw, play and keep the records of an M/M/n+M queue."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(1 / gap_s)],
        service_distributions=[ciw.dists.Exponential(1 / handle_s)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / patience_s)],
        number_of_servers=[agents],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(contacts, method="Arrive")
    return simulation.get_all_records()


def gave_up(log: list[tuple]) -> int:
    """How many of its contacts left the queue without an agent."""
    return sum(record.record_type == "renege" for record in log)
