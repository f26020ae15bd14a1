"""Every field is personal, with purpose and days to keep, or it is not; every ciphertext has its purpose."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from lianfang.shared.classify import Personal, unclassified

OURS = [
    model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("lianfang.")
]
DIGESTS = ("_index", "chain")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_in_exactly_one_list(model):
    assert unclassified(model) == set()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_personal_field_says_why_and_for_how_long(model):
    for field, kept in model.PERSONAL.items():
        assert isinstance(kept, Personal), field
        assert kept.purpose and 0 < kept.days <= 3650, field


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_binary_field_is_a_ciphertext_with_a_purpose_or_a_digest(model):
    binary = {field.name for field in model._meta.local_fields if isinstance(field, models.BinaryField)}
    sealed = getattr(model, "SEALED", {})
    assert set(sealed) == {name for name in binary if not name.endswith(DIGESTS)}
    for purpose in sealed.values():
        assert purpose.count(".") == 1


def test_a_field_in_neither_list_or_in_both_is_named():
    class Sample:
        class _meta:  # noqa: N801
            local_fields = [models.CharField(name=name) for name in ("a", "b", "c")]

        PERSONAL = {"a": None, "b": None}
        NOT_PERSONAL = ("b", "d")

    assert unclassified(Sample) == {"b", "c", "d"}


def test_there_is_something_to_classify():
    assert len(OURS) > 25
