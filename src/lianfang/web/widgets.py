"""Form widgets for what Django's own would draw too slowly."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from django.forms import Select
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe

from lianfang.core.identity.pinyin import initials, pinyin_key


class LongSelect(Select):
    """A select of hundreds of places, in which a script lets one search by characters, pinyin and initials.

    Without the script it is a plain select. Django's own fills a template for each option, some 100 ms for a county.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Write the select, its groups and its options."""
        chosen = set(self.format_value(value))
        inner = "".join(
            f'<optgroup label="{escape(str(code))}">{_options(words, chosen)}</optgroup>'
            if isinstance(words, (list, tuple))
            else _option(code, words, chosen)
            for code, words in self.choices
        )
        own = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return mark_safe(f"<select{own} data-search>{inner}</select>")  # noqa: S308  # every part is escaped


def _options(choices: Any, chosen: set[str]) -> str:
    return "".join(_option(code, words, chosen) for code, words in choices)


def _option(code: Any, words: Any, chosen: set[str]) -> str:
    text = "" if code is None else str(code)
    selected = " selected" if text in chosen else ""
    return f'<option value="{escape(text)}"{selected} data-sound="{_sound(str(words))}">{escape(str(words))}</option>'


@lru_cache(maxsize=1 << 13)
def _sound(words: str) -> str:
    """Return what words sound like, each as its pinyin without spaces and its initials."""
    keys = [pinyin_key(word) for word in words.split()]
    return escape(" ".join(f"{key.replace(' ', '')} {initials(key)}" for key in keys if key))
