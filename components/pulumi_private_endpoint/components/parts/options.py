"""What a component hands on of its own resource options, besides being the parent.

`custom_timeouts` of a component mean nothing to Pulumi, since it creates nothing itself. So they go to what
it is made of, as far as that can honour them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from .door import door


def for_azure(
    component: pulumi.Resource, opts: pulumi.ResourceOptions | None, **more: Any
) -> pulumi.ResourceOptions:
    """The options of what another provider makes."""
    return pulumi.ResourceOptions(
        parent=component, custom_timeouts=opts.custom_timeouts if opts else None, **more
    )


def for_approval(
    component: pulumi.Resource, opts: pulumi.ResourceOptions | None, args: Mapping[str, Any], **more: Any
) -> pulumi.ResourceOptions:
    """The options of an approval, or of a set. A dynamic one is told of no `custom_timeouts`, and warns.

    That it need not, where the program has said its own `timeout`, too.
    """
    told = door().honours_custom_timeouts or "timeout" not in args
    return for_azure(component, opts if told else None, **more)


def for_ours(
    component: pulumi.Resource, opts: pulumi.ResourceOptions | None, **more: Any
) -> pulumi.ResourceOptions:
    """The options of a resource of ours that is no approval."""
    return for_azure(component, opts if door().honours_custom_timeouts else None, **more)
