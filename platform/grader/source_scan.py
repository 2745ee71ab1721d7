"""Finds forbidden names in a source text by reading it; nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_METHOD_OWNER = "torch.Tensor"
# Ways past the watch that is kept at run time; closed as soon as a lab forbids anything.
_WAYS_ROUND = ("torch._C", "torch.overrides", "torch.jit", "torch.fx", "torch.compile")


@dataclass(frozen=True, slots=True)
class Use:
    """A forbidden name and the line it stands on."""

    name: str
    line: int


def forbidden_uses(source: str, forbidden: Sequence[str]) -> list[Use]:
    """List where `source` names something in `forbidden`; imports under other names are followed.

    `torch.Tensor.backward` forbids the method on anything. A source that does not parse has no uses here: loading it
    says so better. Names built at run time are not seen; the call itself is refused then.
    """
    if not forbidden:
        return []
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    aliases = dict(_aliases(tree))
    methods = {name.removeprefix(_METHOD_OWNER + ".") for name in forbidden if name.startswith(_METHOD_OWNER + ".")}
    # A learner's own `backward` is theirs to call; what it may not do is refused at run time.
    methods -= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return sorted(_uses(tree, aliases, (*forbidden, *_WAYS_ROUND), methods), key=lambda use: use.line)


def _uses(tree: ast.AST, aliases: dict[str, str], forbidden: Sequence[str], methods: set[str]) -> Iterator[Use]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name in _imported(node):
                if matches_any(name, forbidden):
                    yield Use(name, node.lineno)
        elif isinstance(node, ast.Attribute | ast.Name):
            name = _dotted(node, aliases)
            if name and matches_any(name, forbidden):
                yield Use(name, node.lineno)
            elif isinstance(node, ast.Attribute) and node.attr in methods:
                yield Use(f".{node.attr}", node.lineno)


def _aliases(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Map each imported local name to the dotted name it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names] if node.module else []


def _dotted(node: ast.expr, aliases: dict[str, str]) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in aliases:
        return ""
    return ".".join([aliases[node.id], *reversed(parts)])


def matches_any(name: str, forbidden: Sequence[str]) -> bool:
    """Say whether the dotted `name` is, or lies beneath, one of `forbidden`."""
    return any(name == banned or name.startswith(banned + ".") for banned in forbidden)
