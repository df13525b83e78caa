"""Private endpoint approvals as a provider plugin: every Pulumi language, one core and one state.

Started by the engine as `pulumi-resource-private-endpoint`. Python programs import `resources`, nothing else.
"""
