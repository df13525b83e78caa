"""Where azure-native comes in: only once a component that creates Azure resources is used.

Its Python package takes 356 MB and seconds to import, and whoever merely approves needs none of it. So no
component imports it at the top of its module, and a missing one is told in one line.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pulumi

PACKAGE = "pulumi_azure_native"


def load(module: str, component: str) -> Any:
    """The azure-native module of that name, such as `network`; untyped, because it is optional.

    Raises:
        RunError: azure-native is not installed; `component` needs it.
    """
    try:
        return import_module(f"{PACKAGE}.{module}")
    except ModuleNotFoundError as error:
        if error.name != PACKAGE:
            raise
        raise pulumi.RunError(
            f'{component} creates Azure resources: pip install "pulumi-private-endpoint[azure-native]"'
        ) from None
