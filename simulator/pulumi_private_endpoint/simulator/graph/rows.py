"""A row of a table. What its properties hold is made when it is asked for: most pages show other rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Row:
    """One row: plain columns, and `properties`."""

    columns: dict[str, Any]
    properties: Callable[[], dict[str, Any]]

    def value(self, path: str) -> Any:
        """What stands under a path such as `properties.visibility.subscriptions`; None, nothing."""
        first, *rest = path.split(".")
        found = self.properties() if first == "properties" else self.columns.get(first)
        for name in rest:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def whole(self) -> dict[str, Any]:
        """All of it."""
        return {**self.columns, "properties": self.properties()}
