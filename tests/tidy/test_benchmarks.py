"""The county that benchmarks are measured on is written past the models, so nothing else tells it of a new column."""

import re

import pytest
from benchmarks.county import one_content, parts
from django.apps import apps
from django.db import models

from lianfang.intake import content

INSERT = re.compile(r"INSERT INTO (\w+)\s*\(([^)]*)\)")
WRITTEN = [
    (table, {column.strip(' \n"') for column in columns.split(",")})
    for _, statements in parts()
    for statement in statements
    for table, columns in INSERT.findall(statement)
]


def needed(table: str) -> set[str]:
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return {
        field.column
        for field in model._meta.concrete_fields
        if not field.null and not field.primary_key and field.db_default is models.NOT_PROVIDED
    }


def test_the_statements_are_found():
    assert len(WRITTEN) >= 15


@pytest.mark.parametrize(("table", "columns"), WRITTEN, ids=[table for table, _ in WRITTEN])
def test_every_column_that_needs_a_value_gets_one(table, columns):
    assert not needed(table) - columns


def test_a_row_of_it_opens_as_one_that_was_read():
    assert content.unseal(content.seal(one_content())).address == "兴县蔚汾镇1号"
