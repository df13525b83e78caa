"""Where in a syntax tree something is decided: all of it but types, words and what is never run."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Fields that speak of types, or that are done with before anything runs.
_TYPES = {"annotation", "bases", "decorator_list", "format_spec", "returns", "type_params"}
# Options that are about words, or that only guard against a slip of our own.
OPTIONS_LEFT_ALONE = {"encoding", "help", "indent", "prog", "strict", "thread_name_prefix"}
_TYPING = {"Callable", "Literal", "NewType", "TypeVar", "cast"}


@dataclass(frozen=True, slots=True)
class Place:
    """A node's place: `parent.field[index]`, in `function`. `runs` is False where only an import runs it."""

    parent: ast.AST
    field: str
    index: int | None
    function: str
    runs: bool

    @property
    def node(self) -> ast.AST:
        """The node that hangs there."""
        value = getattr(self.parent, self.field)
        found: ast.AST = value if self.index is None else value[self.index]
        return found

    @property
    def is_condition(self) -> bool:
        """Whether something is done or left out by it."""
        tests = isinstance(self.parent, (ast.If, ast.While, ast.IfExp)) and self.field == "test"
        return tests or (isinstance(self.parent, ast.comprehension) and self.field == "ifs")

    def hang(self, node: ast.AST) -> None:
        """Put another node there."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def places(tree: ast.Module) -> Iterator[Place]:
    """All places of a module, in its order."""
    return _below(tree, "", runs=False)


def _below(node: ast.AST, function: str, *, runs: bool) -> Iterator[Place]:
    for field, value in ast.iter_fields(node):
        if field in _TYPES:
            continue
        inside = runs or (isinstance(node, FUNCTIONS) and field == "body")
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _decides_nothing(node, child):
                yield Place(node, field, index, function, inside)
                if not isinstance(child, ast.Raise):  # What it says is for people.
                    yield from _below(child, _name(function, child), runs=inside)


def _name(function: str, child: ast.AST) -> str:
    if not isinstance(child, (*FUNCTIONS, ast.ClassDef)):
        return function
    return f"{function}.{child.name}" if function else child.name


def _decides_nothing(parent: ast.AST, child: ast.AST) -> bool:
    match child:
        case ast.Import() | ast.ImportFrom() | ast.AnnAssign(value=None) | ast.Pass():
            return True
        case ast.keyword(arg=name):
            return name in OPTIONS_LEFT_ALONE
        case ast.Expr(value=ast.Constant()):  # A docstring, or the dots of a protocol.
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Subscript(value=ast.Name(id=name)) | ast.Call(func=ast.Name(id=name)):
            return name in _TYPING
    return isinstance(child, ast.Constant) and isinstance(parent, ast.JoinedStr)
