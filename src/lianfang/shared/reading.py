"""What stands still while a page is made: read once for a request that changes nothing, however many ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
T = TypeVar("T")
SAFE = ("GET", "HEAD")

_held: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("held", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Let each read marked by `once_a_reading` be made at most once until the end; nothing is kept beyond it."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def once_a_reading(read: Callable[P, T]) -> Callable[P, T]:
    """Mark a read that is made once in a reading for the same arguments; outside of one it is made each time.

    What fails is not held. A reading must not span a change of what is read, and nobody changes what was given.
    """

    @wraps(read)
    def ask(*args: P.args, **named: P.kwargs) -> T:
        held = _held.get()
        if held is None:
            return read(*args, **named)
        asked = (read, args, tuple(named.items()))
        if asked not in held:
            held[asked] = read(*args, **named)
        found: T = held[asked]
        return found

    return ask


class OneReading:
    """Makes each page that changes nothing one reading; what writes reads anew at every step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within a reading where the method is safe."""
        if request.method not in SAFE:
            return self.get_response(request)
        with one_reading():
            return self.get_response(request)
