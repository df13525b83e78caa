"""The front door for many: `PrivateEndpointApprovalSet`, as a Pulumi program declares it.

A dynamic provider is called from four threads, so approvals of a minute each
take their time one by one. A set waits for all of them in one call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, final, overload

import pulumi
from pulumi.dynamic import Resource

from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.properties.state import OUTPUTS
from pulumi_private_endpoint.connections.sets.entries import kept, whole
from pulumi_private_endpoint.connections.sets.inputs import APPROVALS, OWN
from pulumi_private_endpoint.connections.sets.state import ABSENT, RESULTS

from .host.plain import PLAIN, plain_entries
from .host.property_bag import DRY_RUN, NAME
from .resource import PrivateEndpointApprovalArgs, formerly, warn_of_timeouts
from .set_provider import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIRE_NAMES = {python_name(name): name for name in (*INPUTS, *OUTPUTS, *OWN)}
_PYTHON_NAMES = {wire: name for name, wire in _WIRE_NAMES.items()}


class PrivateEndpointApprovalEntryArgs(PrivateEndpointApprovalArgs, total=False):
    """The inputs of an entry of a set: those of a `PrivateEndpointApproval`, and its own."""

    when_absent: pulumi.Input[Literal["fail", "warn"]]
    """What it is if the connection does not appear: a failure, or a warning and another try by the next run.
    Default: what the set says."""


@final
class PrivateEndpointApprovalSet(Resource, module="privateendpoint", name="PrivateEndpointApprovalSet"):
    """The owner's decisions on many private endpoint connections, of one Azure resource or of many.

    Each entry is what a `PrivateEndpointApproval` is, with the same rules and guards. Only entries that
    differ are touched; an entry that is taken out gets what its `on_destroy` says. If some fail the
    others are done all the same, and the next run takes up the rest.
    """

    approvals: pulumi.Output[Mapping[str, Any]]
    """By key: the inputs given, with what Azure shows for them."""
    results: pulumi.Output[Mapping[str, Any]]
    """By key: what the inputs do not say, such as `connection_name`; `entries` has all there is."""
    absent: pulumi.Output[Mapping[str, str] | None]
    """By key: the decision for a connection that was not there, where that is a warning; None without any."""
    max_concurrency: pulumi.Output[int | None]
    max_releases: pulumi.Output[int | None]
    when_absent: pulumi.Output[str | None]

    if TYPE_CHECKING:
        # One type for both would be the wider one, which does not know what an entry has of its own.

        @overload
        def __init__(
            self,
            resource_name: str,
            approvals: pulumi.Input[Mapping[str, pulumi.Input[PrivateEndpointApprovalEntryArgs]]],
            *,
            max_concurrency: pulumi.Input[int] | None = None,
            max_releases: pulumi.Input[int] | None = None,
            when_absent: pulumi.Input[Literal["fail", "warn"]] | None = None,
            opts: pulumi.ResourceOptions | None = None,
        ) -> None: ...

        @overload
        def __init__(
            self,
            resource_name: str,
            approvals: pulumi.Input[Mapping[str, pulumi.Input[PrivateEndpointApprovalArgs]]],
            *,
            max_concurrency: pulumi.Input[int] | None = None,
            max_releases: pulumi.Input[int] | None = None,
            when_absent: pulumi.Input[Literal["fail", "warn"]] | None = None,
            opts: pulumi.ResourceOptions | None = None,
        ) -> None: ...

    def __init__(  # noqa: PLR0913 - by name, but for the first two
        self,
        resource_name: str,
        approvals: pulumi.Input[
            Mapping[str, pulumi.Input[PrivateEndpointApprovalArgs | PrivateEndpointApprovalEntryArgs]]
        ],
        *,
        max_concurrency: pulumi.Input[int] | None = None,
        max_releases: pulumi.Input[int] | None = None,
        when_absent: pulumi.Input[Literal["fail", "warn"]] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare the approvals.

        Args:
            resource_name: The set's name in the Pulumi program.
            approvals: The inputs of each approval, by a key of your choice. Another key for the same
                connection is a new entry, which adopts it.
            max_concurrency: How many are under way at once. Default: 64.
            max_releases: How many connections an update may reject or delete because their entries are gone
                or single out others. More fail the preview and the update before anything is sent; a destroy
                is not bound. Default: 10.
            when_absent: Whether an entry whose connection does not appear fails the update or is a warning,
                unless the entry says otherwise. Default: fail.
            opts: Pulumi's resource options.

        Raises:
            RunError: A key is not a text.
        """
        if isinstance(approvals, dict) and not all(isinstance(key, str) for key in approvals):
            raise pulumi.RunError("approvals must have texts for keys")
        props: dict[str, Any] = {
            APPROVALS: kept(approvals),
            "max_concurrency": max_concurrency,
            "max_releases": max_releases,
            "when_absent": when_absent,
            RESULTS: None,
            ABSENT: None,
        }
        props[DRY_RUN if pulumi.runtime.is_dry_run() else NAME] = resource_name
        props[PLAIN] = plain_entries(approvals, (opts and opts.additional_secret_outputs) or ())
        own = pulumi.ResourceOptions.merge(formerly(type(self)), opts)
        super().__init__(PROVIDER, resource_name, props, own)
        self.declared: Mapping[str, Any] = {APPROVALS: approvals}
        warn_of_timeouts(self, opts, "give the approvals a timeout")

    @property
    def entries(self) -> pulumi.Output[dict[str, dict[str, Any]]]:
        """By key: all that is known of an entry, as a single approval puts it out.

        An entry whose connection is gone is not among them before the next `pulumi up`.
        """
        both = pulumi.Output.all(self.approvals, self.results)
        return both.apply(lambda each: {key: whole(each[0][key], found) for key, found in each[1].items()})

    def __init_subclass__(cls, **_: Any) -> None:
        """Refused: a subclass would silently get another type token, and so another resource."""
        raise TypeError(
            "PrivateEndpointApprovalSet cannot be subclassed: wrap it in a ComponentResource instead"
        )

    def translate_input_property(self, prop: str) -> str:
        """The name on the wire of a property, of the set or of an entry; an entry's key stays as it is."""
        return _WIRE_NAMES.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        """The Python name of a property that came back; an entry's key stays as it is."""
        return _PYTHON_NAMES.get(prop, prop)
