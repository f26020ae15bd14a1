"""What stands still while a page is made is read once for it, and never beyond it."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lianfang.shared.reading import OneReading, once_a_reading, one_reading

made: list[str] = []


@once_a_reading
def number() -> int:
    """Count how often it was read."""
    made.append("number")
    return len(made)


@once_a_reading
def double(of: int, *, more: int = 0) -> int:
    made.append(f"double {of} {more}")
    return of * 2 + more


@once_a_reading
def nothing() -> None:
    made.append("nothing")


@once_a_reading
def failing() -> int:
    made.append("failing")
    raise LookupError


@pytest.fixture(autouse=True)
def nothing_read() -> None:
    made.clear()


def test_outside_of_a_reading_each_is_made() -> None:
    assert [number(), number()] == [1, 2]
    assert number.__name__ == "number" and number.__doc__


def test_within_a_reading_each_is_made_once_and_apart() -> None:
    with one_reading():
        assert [number(), number(), nothing(), nothing()] == [1, 1, None, None]
    assert made == ["number", "nothing"]


def test_other_arguments_are_another_read() -> None:
    with one_reading():
        assert [double(1), double(2), double(1), double(1, more=5), double(1, more=5)] == [2, 4, 2, 7, 7]
    assert made == ["double 1 0", "double 2 0", "double 1 5"]


def test_nothing_is_kept_beyond_a_reading() -> None:
    with one_reading():
        number()
    with one_reading():
        assert number() == 2
    assert number() == 3


def test_a_reading_within_a_reading_begins_anew_and_leaves_the_outer_one_as_it_was() -> None:
    with one_reading():
        first = number()
        with one_reading():
            assert number() == 2
        assert number() == first


def test_a_reading_ends_with_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), one_reading():
        number()
        raise ZeroDivisionError
    assert number() == 2


def test_what_fails_is_tried_again() -> None:
    with one_reading():
        for _ in range(2):
            with pytest.raises(LookupError):
                failing()
    assert made == ["failing", "failing"]


@pytest.mark.parametrize(
    ("method", "reads"), [("GET", 1), ("HEAD", 1), ("POST", 2), ("PUT", 2), ("DELETE", 2)]
)
def test_only_what_changes_nothing_is_one_reading(method: str, reads: int) -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        number()
        return HttpResponse(str(number()))

    told = OneReading(answer)(RequestFactory().generic(method, "/"))
    assert (told.content, len(made)) == (str(reads).encode(), reads)
