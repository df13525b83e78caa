"""The rules, one per file, in the order of the catalogue."""

from pulumi_private_endpoint.policies.rule import AnyRule

from . import (
    approval_description_required,
    approval_not_shared,
    approval_on_destroy_explicit,
    approval_requester_allowed,
    approval_requester_pinned,
    approval_review_date,
    approval_unknown_requester_forbidden,
    approved_requester_tenant,
    approved_target_not_public,
    manual_endpoint_approved,
    no_command_bypass,
    private_link_service_not_open,
    raw_connection_description_required,
    raw_connection_forbidden,
    request_message_required,
    set_release_limit,
)

RULES: tuple[AnyRule, ...] = (
    approval_description_required.RULE,
    approval_review_date.RULE,
    approval_requester_pinned.RULE,
    approval_requester_allowed.RULE,
    approved_requester_tenant.RULE,
    approval_unknown_requester_forbidden.RULE,
    approval_on_destroy_explicit.RULE,
    set_release_limit.RULE,
    raw_connection_description_required.RULE,
    raw_connection_forbidden.RULE,
    request_message_required.RULE,
    private_link_service_not_open.RULE,
    no_command_bypass.RULE,
    manual_endpoint_approved.RULE,
    approval_not_shared.RULE,
    approved_target_not_public.RULE,
)
"""Every rule there is."""
