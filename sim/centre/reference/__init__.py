"""The reference engine, in SimPy: it reads like the road that a contact walks."""
