"""What can be put wrong at a place: decisions, not words.

Conditions that always hold or never do, comparisons and borders, parts of `and` and `or`, constants, results,
order and limits, options that are not passed on, errors that are not caught, statements that are not there.
"""

from __future__ import annotations

import ast
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from .places import OPTIONS_LEFT_ALONE, Place, places

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_BORDERS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLS = {"all": "any", "any": "all", "max": "min", "min": "max"}
_CLEANING = {"casefold", "lower", "lstrip", "rstrip", "strip", "upper"}
_ORDER = {"sorted", "reversed"}
_REMOVABLE = (ast.AugAssign, ast.Break, ast.Continue, ast.Delete, ast.Expr, ast.Raise)

_SHOWN = 72

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. Its `name` says what and in which function, so that it outlives changes elsewhere."""

    name: str
    lines: range
    place: Place
    new: ast.AST


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """All mutants of a module."""
    names: dict[str, int] = {}
    for place in places(tree):
        for new in map(copy, _changes(place)):  # What stays of a node is of the tree, and keeps its place.
            name = f"{place.function or 'module'}: {_difference(_words(place.node), _words(new))}"
            names[name] = names.get(name, 0) + 1
            number = f" #{names[name]}" if names[name] > 1 else ""
            ast.fix_missing_locations(ast.copy_location(new, place.node))
            yield Mutant(name + number, _lines(place.node), place, new)


def _words(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text.splitlines()[0] if isinstance(node, ast.ExceptHandler) else " ".join(text.split())


def _difference(before: str, after: str) -> str:
    """Both, and of long ones what is around their difference."""
    same = next((index for index, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, same - _SHOWN // 2)
    return f"{_part(before, start)} -> {_part(after, start)}"


def _part(text: str, start: int) -> str:
    shown = text[start : start + _SHOWN]
    return f"{'…' if start else ''}{shown}{'…' if start + _SHOWN < len(text) else ''}"


def _lines(node: ast.AST) -> range:
    """Those of the node; of a handler those of its errors, for what is below them has nodes of its own."""
    if isinstance(node, ast.ExceptHandler) and node.type:
        node = node.type
    if not isinstance(node, (ast.expr, ast.stmt)):
        raise TypeError(f"{node} has no lines")
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _changes(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if place.is_condition and not isinstance(node, ast.Constant):
        if not isinstance(place.parent, ast.While):
            yield ast.Constant(value=True)
        yield ast.Constant(value=False)
    # A condition's opposite is caught wherever "always" and "never" are; its borders are left.
    yield from _of_node(node, opposites=not place.is_condition)


def _of_node(node: ast.AST, *, opposites: bool) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            yield from _of_comparison(node, _BORDERS | _OPPOSITES if opposites else _BORDERS)
        case ast.BoolOp():
            yield from (_without(node, "values", index) for index in range(len(node.values)))
        case ast.UnaryOp(op=ast.Not() | ast.USub()) if opposites:
            yield node.operand
        case ast.BinOp() if swapped := _ARITHMETIC.get(type(node.op)):
            yield _with(node, op=swapped())
        case ast.Constant():
            yield from _of_constant(node)
        case ast.Call():
            yield from _of_call(node)
        case ast.ExceptHandler(type=ast.Tuple(elts=errors) as caught):
            yield from (_with(node, type=_without(caught, "elts", index)) for index in range(len(errors)))
        case ast.stmt():
            yield from _of_statement(node)


def _of_statement(node: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(node, _REMOVABLE) or (
        isinstance(node, ast.Assign) and not any(isinstance(target, ast.Name) for target in node.targets)
    ):
        yield ast.Pass()
    elif isinstance(node, ast.Return):
        if node.value is None:
            yield ast.Pass()
        elif not isinstance(node.value, ast.Constant):
            yield _with(node, value=ast.Constant(value=None))


def _of_comparison(node: ast.Compare, swaps: dict[type[ast.cmpop], type[ast.cmpop]]) -> Iterator[ast.AST]:
    for index, operator in enumerate(node.ops):
        if swapped := swaps.get(type(operator)):
            yield _with(node, ops=[*node.ops[:index], swapped(), *node.ops[index + 1 :]])


def _of_constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(value=not value)
    elif isinstance(value, (int, float)):
        yield ast.Constant(value=value + 1)
    elif isinstance(value, str) and value and not any(letter.isspace() for letter in value):
        yield ast.Constant(value=f"{value}X")  # One word is a name or a status; several are for people.


def _of_call(node: ast.Call) -> Iterator[ast.AST]:
    for index, option in enumerate(node.keywords):
        if option.arg not in OPTIONS_LEFT_ALONE:
            yield _without(node, "keywords", index)
    match node.func:
        case ast.Name(id=name) if name in _CALLS:
            yield _with(node, func=ast.Name(id=_CALLS[name], ctx=ast.Load()))
        case ast.Name(id=name) if name in _ORDER and node.args:
            yield _with(node, func=ast.Name(id="list", ctx=ast.Load()), keywords=[])
        case ast.Attribute(value=text, attr=name) if name in _CLEANING:
            yield text


def _with(node: Node, **fields: object) -> Node:
    """A shallow copy with other fields: what hangs below is shared, which is enough to compile it."""
    values = {name: getattr(node, name) for name in node._fields}
    made = type(node)(**values | fields)
    return ast.copy_location(made, node)


def _without(node: Node, field: str, index: int) -> ast.AST:
    left = [*getattr(node, field)]
    del left[index]
    if isinstance(node, ast.BoolOp) and len(left) == 1:
        only: ast.AST = left[0]
        return only
    return _with(node, **{field: left})
