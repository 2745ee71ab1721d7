"""The interface's reference as a page: drawn here from the OpenAPI schema, for no viewer of it is accessible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: words before, and the name of the object that the reference describes further down, or ""."""

    words: str
    object: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Reply:
    status: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    about: str
    needs_token: bool
    parameters: list[Field]
    body: Kind | None
    replies: list[Reply]


@dataclass(frozen=True, slots=True)
class Object:
    name: str
    about: str
    fields: list[Field]
    values: list[str]


@dataclass(frozen=True, slots=True)
class Reference:
    about: str
    operations: list[Operation]
    objects: list[Object]


def read(schema: Node) -> Reference:
    """Read an OpenAPI 3.0 schema as drf-spectacular writes it."""
    return Reference(
        schema["info"]["description"],
        [
            _operation(path, method, node[method])
            for path, node in schema["paths"].items()
            for method in METHODS
            if method in node
        ],
        [_object(name, node) for name, node in schema["components"]["schemas"].items()],
    )


def _operation(path: str, method: str, node: Node) -> Operation:
    parameters = [
        Field(entry["name"], _kind(entry["schema"]), entry.get("required", False), entry.get("description", ""))
        for entry in node.get("parameters", [])
    ]
    body = node.get("requestBody")
    return Operation(
        id=node["operationId"],
        method=method.upper(),
        path=path,
        about=node.get("description", ""),
        needs_token=bool(node.get("security")) and {} not in node["security"],
        parameters=parameters,
        body=_content(body) if body else None,
        replies=[Reply(status, _content(reply)) for status, reply in node["responses"].items()],
    )


def _content(node: Node) -> Kind:
    return next((_kind(entry["schema"]) for entry in node.get("content", {}).values()), Kind(""))


def _object(name: str, node: Node) -> Object:
    required = node.get("required", [])
    fields = [
        Field(key, _kind(value), key in required, value.get("description", ""))
        for key, value in node.get("properties", {}).items()
    ]
    values = [str(value) for value in node.get("enum", [])]
    return Object(name, "" if values else node.get("description", ""), fields, values)


def _kind(node: Node) -> Kind:
    named = node.get("$ref") or next((part["$ref"] for part in node.get("allOf", []) if "$ref" in part), "")
    if named:
        return Kind(", ".join(_conditions(node)), named.rpartition("/")[2])
    if node.get("type") == "array":
        inner = _kind(node["items"])
        return Kind(f"list of {inner.words}".strip(), inner.object)
    return Kind(", ".join([node.get("type", "any value"), *_conditions(node)]))


def _conditions(node: Node) -> Iterator[str]:
    if node.get("format"):
        yield node["format"]
    if node.get("enum"):
        yield " | ".join(str(value) for value in node["enum"])
    if "maxLength" in node:
        yield f"at most {node['maxLength']} characters"
    if node.get("nullable"):
        yield "or null"


@cache
def _reference() -> Reference:
    generator: Any = SchemaGenerator  # untyped
    return read(generator().get_schema(request=None, public=True))


def api_reference(request: HttpRequest) -> HttpResponse:
    """Show every operation and every object of the interface; the schema is read once per process."""
    context = {"reference": _reference(), "address": request.build_absolute_uri("/")[:-1]}
    return render(request, "submissions/api_reference.html", context)
