"""Whether the simulator meets exact models: the models, a play of each, and a verdict."""
