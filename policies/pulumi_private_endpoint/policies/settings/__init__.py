"""What a pack is told: the settings of its rules, the exemptions from them, and the files beside it."""
