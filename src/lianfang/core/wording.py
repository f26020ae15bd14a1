"""How core hands words to people: English message ids, made into Chinese by the translate function of the
caller.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Translate = Callable[[str], str]


def msgid(text: str) -> str:
    """Mark a message id where it is declared, so that the catalogue's extractor finds it by this name."""
    return text


LISTED = msgid(", ")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words with their parameters, in no language yet; a parameter may be a phrase, or several words in a tuple."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def said(self, translate: Translate) -> str:
        """Say it in the language of `translate`."""
        return translate(self.msgid) % {name: _put(value, translate) for name, value in self.params.items()}

    def __str__(self) -> str:
        return self.said(str)


def phrase(text: str, /, **params: object) -> Phrase:
    """Make a phrase of a message id and its parameters."""
    return Phrase(text, params)


def _put(value: object, translate: Translate) -> object:
    if isinstance(value, Phrase):
        return value.said(translate)
    if isinstance(value, tuple):
        return translate(LISTED).join(str(_put(one, translate)) for one in value)
    return value
