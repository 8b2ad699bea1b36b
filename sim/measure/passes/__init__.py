"""The passes over the rows of the logs, compiled.

Each walks one table once, in whatever order its rows stand, and adds into arrays of integers that
it is given. The promise they rest on: the visits of one contact stand in the order in which it
joined them. Memory is trusted to them, so every index in the logs must be one of its table or of
the plan; `sim.centre.check` looks at visits' contacts.
"""
