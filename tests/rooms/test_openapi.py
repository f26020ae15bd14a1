"""The description of the API is whole: it can be read by a machine, and every operation says what it does and takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests.rooms.leads.county import make_county
from tests.rooms.staff import signed_in

from lianfang.shared.roles import Role

METHODS = {"get", "post", "put", "patch", "delete"}
KINDS = {"string", "integer", "number", "boolean", "array", "object", "null"}


@pytest.fixture
def described(db: None) -> dict[str, Any]:
    make_county()
    answer = signed_in(Role.OFFICE).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    held: dict[str, Any] = answer.json()
    return held


def operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            assert method in METHODS, path
            yield f"{method.upper()} {path}", operation


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)


def test_it_is_of_a_known_version_and_names_the_product(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.")
    assert described["info"]["title"] and described["info"]["version"]
    assert all(path.startswith("/api/v1/") for path in described["paths"])


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    refs = {node["$ref"] for node in nodes(described) if "$ref" in node}
    assert len(refs) > 20
    assert {ref.removeprefix("#/components/schemas/") for ref in refs} <= set(schemas)


def test_every_operation_has_a_name_of_its_own_words_and_answers(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _name, operation in operations(described)]
    assert len(names) == len(set(names)) > 30
    for name, operation in operations(described):
        assert operation.get("summary") and operation.get("description"), name
        assert operation["tags"], name
        assert "200" in operation["responses"], name
        assert operation.get("security"), name


def test_every_part_of_an_address_is_a_parameter_that_is_required(described: dict[str, Any]) -> None:
    for name, operation in operations(described):
        path = name.split(" ")[1]
        wanted = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        given = {one["name"]: one for one in operation.get("parameters", []) if one["in"] == "path"}
        assert set(given) == wanted, name
        assert all(one["required"] for one in given.values()), name


def test_every_parameter_and_field_has_a_kind_a_machine_knows(described: dict[str, Any]) -> None:
    for name, operation in operations(described):
        for parameter in operation.get("parameters", []):
            schema = parameter["schema"]
            assert schema.get("type") in KINDS or {"$ref", "anyOf", "allOf"} & set(schema), (name, parameter)
    for name, schema in described["components"]["schemas"].items():
        assert schema.get("type") in KINDS or "enum" in schema, name
        assert set(schema.get("required", [])) <= set(schema.get("properties", {})), name


def test_every_write_that_takes_a_body_says_so_and_takes_a_key(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    keyless = set()
    for name, operation in operations(described):
        if not name.startswith("POST"):
            continue
        body = operation.get("requestBody", {}).get("content", {})
        refs = [node["$ref"].rsplit("/", 1)[1] for node in nodes(body) if "$ref" in node]
        fields = {field for ref in refs for field in schemas[ref].get("properties", {})}
        fields |= {field for node in nodes(body) for field in node.get("properties", {})}
        if "key" not in fields:
            keyless.add(name)
    assert keyless == {"POST /api/v1/orders/proposal"}  # writes nothing


def test_it_names_no_person_and_no_secret(described: dict[str, Any]) -> None:
    text = json.dumps(described, ensure_ascii=False)
    assert not [word for word in ("password", "secret", "number_index", "sealed") if word in text]


def test_a_stranger_is_not_told_of_it(described: dict[str, Any]) -> None:
    assert Client().get("/api/v1/openapi.json").status_code in (302, 401, 403, 404)
