"""The page that describes the interface tells all that the schema holds."""

from __future__ import annotations

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from submissions.api.reference import Kind, read


def test_every_operation_and_object_of_the_schema_is_told() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    reference = read(schema)
    assert {operation.path for operation in reference.operations} == set(schema["paths"])
    assert {entry.name for entry in reference.objects} == set(schema["components"]["schemas"])
    kinds = [reply.kind for operation in reference.operations for reply in operation.replies]
    kinds += [field.kind for entry in reference.objects for field in entry.fields]
    assert {kind.object for kind in kinds} - {""} <= {entry.name for entry in reference.objects}


def test_a_body_its_reply_and_the_kinds_of_its_fields() -> None:
    reference = read(SchemaGenerator().get_schema(request=None, public=True))
    hand_in = next(entry for entry in reference.operations if entry.id == "hand_in")
    assert (hand_in.method, hand_in.path) == ("POST", "/api/v1/labs/{slug}/submissions/")
    assert hand_in.needs_token
    assert hand_in.body == Kind("", "HandIn")
    assert hand_in.replies[0].kind == Kind("", "Submission")
    attempt = next(entry for entry in reference.objects if entry.name == "Attempt")
    fields = {field.name: field.kind for field in attempt.fields}
    assert fields["answers"] == Kind("list of", "Answer")
    assert fields["due_at"] == Kind("string, date-time, or null")


@pytest.mark.django_db
def test_the_page_names_each_address_and_links_the_objects(client: Client) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    assert "/api/v1/labs/{slug}/submissions/" in page
    assert 'href="#object-HandIn"' in page
    assert 'id="object-HandIn"' in page
