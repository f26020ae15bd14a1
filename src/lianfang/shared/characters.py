"""Texts found by what stands in them: an index bears the characters of each as an array."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value

Characters = str | Func


def characters_of(field: Characters) -> Func:
    """Return the characters of a text field, or of a part of it, as an array: for an index GIN and what asks it."""
    return Func(F(field) if isinstance(field, str) else field, Value(None), function="string_to_array")


def bears_characters(field: Characters, text: str) -> Q:
    """Return the condition that a field has every character of a text, in any order, which the index answers.

    A text of one character is contained where it is borne; of a longer one this finds who may contain it.
    """
    wanted = Value(sorted(set(text)), output_field=ArrayField(TextField()))
    return Q(Func(
        characters_of(field), wanted, template="(%(expressions)s)", arg_joiner=" @> ", output_field=BooleanField(),
    ))  # fmt: skip
