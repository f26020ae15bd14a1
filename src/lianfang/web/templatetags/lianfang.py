"""The page components as template tags; every template has them without loading.

Each is documented with an example in `web/README.md`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect, Select
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lianfang.web import assets, words
from lianfang.web.navigation import draw_standing
from lianfang.web.pieces import DayStrip, Entry, Node, Tab, Words
from lianfang.web.strip import HEIGHT, draw

register = template.Library()

register.filter("local", words.local_time)
register.filter("deadline", words.deadline)
register.filter("day", words.calendar_day)
register.filter("mask_number", words.mask_number)
register.filter("mask_phone", words.mask_phone)
register.filter("mask_name", words.mask_name)
register.filter("thousands", words.thousands)

register.simple_tag(assets.front_end_tags, name="front_end")


@register.simple_tag
def icon(name: str, label: Words = "", css: str = "") -> SafeString:
    """Draw an icon of Tabler's set; with a label it speaks to screen readers, else it is silent."""
    if not label:
        return _silent_icon(name, css)
    return _draw_icon(name, css, format_html('role="img" aria-label="{}"', label))


@lru_cache(maxsize=1_000)  # a page shows a few of them a hundred times
def _silent_icon(name: str, css: str) -> SafeString:
    return _draw_icon(name, css, SafeString('aria-hidden="true"'))


def _draw_icon(name: str, css: str, speech: SafeString) -> SafeString:
    return format_html(
        '<svg class="lf-icon {}" {}><use href="{}#{}"></use></svg>', css, speech, assets.sprite_url(), name
    )


@register.simple_tag
def standing(name: str) -> SafeString:
    """Put in a part of the shell that is the same on every page; it is drawn once a language."""
    return draw_standing(name, get_language())


@register.simple_tag
def badge(text: Words, tone: str = "plain", icon: str = "") -> SafeString:
    """Show a word as a badge; tones: plain, quiet, accent, good, watch, bad."""
    mark = globals()["icon"](icon) if icon else ""
    return format_html('<span class="lf-badge is-{}">{}{}</span>', tone or "plain", mark, text)


@register.simple_tag
def figure_link(value: int | str, url: str = "", label: Words = "") -> SafeString:
    """Show a figure that opens the people behind it; without an address it is plain text."""
    shown = (
        SafeString(words.thousands(value)) if isinstance(value, int) else value
    )  # a board has a thousand of them
    if not url:
        return format_html('<span class="lf-figure">{}</span>', shown)
    return format_html('<a class="lf-figure" href="{}" aria-label="{} {}">{}</a>', url, label, shown, shown)


@register.simple_tag
def copy(text: str, label: Words = "") -> SafeString:
    """Offer to copy a text by one tap."""
    return SafeString(render_to_string("web/parts/copy.html", {"text": text, "label": label}))


@register.simple_tag
def write_key() -> SafeString:
    """Put a fresh key into a form, so that sending it twice writes once."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid.uuid4())


@register.inclusion_tag("web/parts/call.html")
def call_link(phone: str) -> dict[str, Any]:
    """Offer to call and to copy a phone that may be shown in full."""
    return {"phone": phone, "dial": "".join(sign for sign in phone if sign.isdigit() or sign == "+")}


@register.inclusion_tag("web/parts/stat.html")
def stat(
    label: Words, value: int | str, url: str = "", note: Words = "", tone: str = "", icon: str = ""
) -> dict[str, Any]:
    """Show a figure as a card; the whole card is the link to its people."""
    shown = words.thousands(value) if isinstance(value, int) else value
    return {"label": label, "value": shown, "url": url, "note": note, "tone": tone, "icon": icon}


@register.inclusion_tag("web/parts/empty.html")
def empty(
    title: Words, text: Words = "", url: str = "", action: Words = "", icon: str = "inbox"
) -> dict[str, Any]:
    """Say that there is nothing here, why, and what to do next."""
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("web/parts/progress.html")
def progress(done: int, total: int, label: Words = "", tone: str = "") -> dict[str, Any]:
    """Show how far something is: a bar, and the two numbers in words."""
    share = 0 if not total else min(100, done * 100 // total)
    return {"done": done, "total": total, "label": label, "share": share, "tone": tone}


@register.inclusion_tag("web/parts/timeline.html", takes_context=True)
def timeline(context: Context, entries: Iterable[Entry]) -> dict[str, Any]:
    """Show what happened, as `pieces.Entry` values in the order given; what happened on this page is no link."""
    request = context.get("request")
    return {"entries": list(entries), "here": request.path if request else ""}


@register.inclusion_tag("web/parts/strip.html")
def day_strip(strip: DayStrip) -> dict[str, Any]:
    """Draw a measure on its days; a `pieces.DayStrip` with at least one bar."""
    return {"strip": draw(strip), "height": HEIGHT}


@register.inclusion_tag("web/parts/tree.html")
def tree(nodes: Sequence[Node]) -> dict[str, Any]:
    """Show `pieces.Node` values that open and close."""
    return {"nodes": nodes}


@register.inclusion_tag("web/parts/tabs.html")
def tabs(tabs: Sequence[Tab]) -> dict[str, Any]:
    """Show `pieces.Tab` values, each a link."""
    return {"tabs": tabs}


@register.inclusion_tag("web/parts/steps.html")
def steps(names: Sequence[Words], current: int) -> dict[str, Any]:
    """Show the steps of a longer duty; `current` counts from 1."""
    return {"steps": [(number, name) for number, name in enumerate(names, 1)], "current": current}


@register.inclusion_tag("web/parts/facts.html")
def facts(pairs: Iterable[tuple[Words, Any]]) -> dict[str, Any]:
    """Show pairs of a label and a value as a description list; empty values show a dash."""
    return {"pairs": list(pairs)}


@register.simple_tag
def panel_link(url: str, label: Words, icon: str = "", css: str = "btn") -> SafeString:
    """Open an address in the side panel; without scripts the link opens the page itself."""
    mark = SafeString(globals()["icon"](icon) + " ") if icon else SafeString("")
    address, words = conditional_escape(url), conditional_escape(str(label))
    return format_html(
        '<a class="{}" href="{}" hx-get="{}" hx-target="#panel-body" hx-swap="innerHTML" data-panel="{}">{}{}</a>',
        css, address, address, words, mark, words,
    )  # fmt: skip


@register.inclusion_tag("web/parts/drop.html")
def drop_area(
    name: str, label: Words, accept: str = "", multiple: bool = True, note: Words = ""
) -> dict[str, Any]:
    """Take files by dropping or choosing, several at once, with progress for each."""
    return {"name": name, "label": label, "accept": accept, "multiple": multiple, "note": note}


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show a form's field with its label, help and errors."""
    return {"field": bound, "widget": _dressed(bound), "check": _is_check(bound), "set": _is_set(bound)}


@register.inclusion_tag("web/parts/fields.html")
def fields(form: Form) -> dict[str, Any]:
    """Show all of a form's fields, its hidden ones and its errors."""
    return {"form": form}


@register.simple_block_tag
def card(content: str, title: Words = "", icon: str = "", css: str = "") -> SafeString:
    """Frame what belongs together under a heading."""
    return _block("web/parts/card.html", content, title=title, icon=icon, css=css)


@register.simple_block_tag
def notice(content: str, tone: str = "accent", title: Words = "", icon: str = "info-circle") -> SafeString:
    """Say something that must be read; tones: accent, good, watch, bad."""
    return _block("web/parts/notice.html", content, tone=tone, title=title, icon=icon)


@register.simple_block_tag
def why(content: str, document: Words = "", url: str = "") -> SafeString:
    """Give the reason of a measure, a colour or a refusal in a sentence, with the document behind it."""
    return _block("web/parts/why.html", content, document=document, url=url)


def _block(name: str, content: str, **values: Any) -> SafeString:
    return SafeString(render_to_string(name, {"content": SafeString(content), **values}))


def _is_check(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, CheckboxInput)


def _is_set(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, (RadioSelect, CheckboxSelectMultiple))


def _dressed(bound: BoundField) -> SafeString:
    widget = bound.field.widget
    if _is_set(bound):
        return bound.as_widget()
    css = "form-check-input" if _is_check(bound) else "form-control"
    if isinstance(widget, Select):
        css = "form-select"
    attrs: dict[str, str | bool] = {
        "class": f"{widget.attrs.get('class', '')} {css}{' is-invalid' if bound.errors else ''}".strip()
    }
    return bound.as_widget(attrs=attrs)
