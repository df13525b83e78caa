"""docs/reference.md: the inputs and outputs of both resources, from the classes users import.

Python forgets what stands below an attribute, so the sources are read. The outputs are told here: their
annotations alone are what the engine needs.
"""

from __future__ import annotations

import ast
import inspect
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pulumi_private_endpoint.approval import resource, set_resource
from tools.pages.page import Page, table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

OUTPUTS = {
    "connection_id": "The connection's Azure id.",
    "connection_name": "The connection's name.",
    "private_endpoint_id": "The id of the endpoint that asked; absent where Azure hides it.",
    "requester_subscription_id": "The subscription of that endpoint.",
    "group_ids": "The sub-resources the connection is for, as far as the service shows them.",
    "status": "What the connection shows now: the decision, or after a refresh what became of it.",
    "description": "The text on the connection.",
    "actions_required": "What the consumer has to do, if the service says so.",
    "provisioning_state": "The connection's provisioning state, if the service has one.",
    "request_message": "What the requester had written before it was decided.",
    "previous_status": "The status in which the connection was found.",
    "api_version": "The api-version that is sent.",
    "service": "The target's type, as in [services.md](services.md).",
    "target_resource_id": "The target's id, as given.",
}

_WRAPPER = re.compile(r"(?:Required|pulumi\.(?:In|Out)put)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")


def _parts() -> dict[str, object]:
    return {
        "inputs": table(("Input", "Type", "Meaning"), inputs()),
        "outputs": table(("Output", "Type", "Meaning"), outputs()),
        "set_inputs": table(("Input", "Type", "Meaning"), set_inputs()),
        "entry_inputs": table(("Input", "Type", "Meaning"), entry_inputs()),
    }


def inputs() -> Iterable[tuple[str, str, str]]:
    """Of an approval: name, type and meaning of each."""
    return _fields(resource, "PrivateEndpointApprovalArgs")


def entry_inputs() -> Iterable[tuple[str, str, str]]:
    """Of an entry of a set, beside those of an approval."""
    return _fields(set_resource, "PrivateEndpointApprovalEntryArgs")


def _fields(module: ModuleType, name: str) -> Iterable[tuple[str, str, str]]:
    body = _class(module, name).body
    for field, told in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(told, ast.Expr):
            yield _row(field.target, field.annotation, ast.literal_eval(told.value))


def outputs() -> Iterable[tuple[str, str, str]]:
    """Of an approval: name, type and meaning of each."""
    for field in _class(resource, "PrivateEndpointApproval").body:
        if isinstance(field, ast.AnnAssign):
            yield _row(field.target, field.annotation, OUTPUTS[ast.unparse(field.target)])


def set_inputs() -> Iterable[tuple[str, str, str]]:
    """The arguments of its constructor, but for those of every resource."""
    (make,) = (
        each
        for each in _class(set_resource, "PrivateEndpointApprovalSet").body
        if isinstance(each, ast.FunctionDef) and each.name == "__init__"
    )
    told = dict(
        re.findall(r"^(\w+): ((?:.|\n )+)", _section(ast.get_docstring(make) or "", "Args"), re.MULTILINE)
    )
    for argument in (*make.args.args, *make.args.kwonlyargs):
        if argument.arg not in {"self", "resource_name", "opts"} and argument.annotation:
            meaning = " ".join(told[argument.arg].split())
            yield f"`{argument.arg}`", f"`{_type(argument.annotation)}`", meaning


def _section(docstring: str, name: str) -> str:
    section = docstring.partition(f"{name}:\n")[2].partition("\n\n")[0]
    return inspect.cleandoc(f"\n{section}")


def _class(module: ModuleType, name: str) -> ast.ClassDef:
    tree = ast.parse(inspect.getsource(module))
    (found,) = (each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == name)
    return found


def _row(name: ast.expr, annotation: ast.expr, meaning: str) -> tuple[str, str, str]:
    required = " **Required.**" if "Required[" in ast.unparse(annotation) else ""
    return f"`{ast.unparse(name)}`", f"`{_type(annotation)}`", " ".join(meaning.split()) + required


def _type(annotation: ast.expr) -> str:
    """The type without Pulumi's wrappers, as it may stand in a table."""
    text = ast.unparse(annotation).removesuffix(" | None")
    while (bare := _WRAPPER.sub(r"\1", text)) != text:
        text = bare
    return text.replace("'", '"').replace("|", "\\|")


PAGE = Page("reference.md", _parts)
