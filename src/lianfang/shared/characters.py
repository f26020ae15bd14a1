"""Texts found by what stands in them: an index bears the characters of each as an array."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value


def characters_of(field: str) -> Func:
    """Return the characters of a text field as an array, for an index of kind GIN and for what asks it."""
    return Func(F(field), Value(None), function="string_to_array")


def bears_characters(field: str, text: str) -> Q:
    """Return the condition that a field has every character of a text, in any order, which the index answers.

    A text of one character is contained where it is borne; of a longer one this finds who may contain it.
    """
    wanted = Value(sorted(set(text)), output_field=ArrayField(TextField()))
    return Q(Func(
        characters_of(field), wanted, template="(%(expressions)s)", arg_joiner=" @> ", output_field=BooleanField(),
    ))  # fmt: skip
