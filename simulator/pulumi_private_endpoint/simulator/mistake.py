"""What is wrong with a scenario."""


class ScenarioError(ValueError):
    """A mistake in a scenario, told in one line."""
