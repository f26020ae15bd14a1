"""A line of Today as a tag: a hundred of them stand on the page of an office."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lianfang.command.duties import Line, Step
from lianfang.shared.clock import LOCAL
from lianfang.web.templatetags.lianfang import icon, panel_link
from lianfang.web.words import deadline

register = template.Library()


def safe(text: Any) -> SafeString:
    """Write words or an address into HTML, escaped unless they are HTML already."""
    return conditional_escape(text)


@register.simple_tag
def due(line: Line) -> SafeString:
    """Show one thing that is due: what it is, by when, and the steps that finish it."""
    number = f' <span class="lf-tabular">{safe(line.number)}</span>' if line.number else ""
    text = f'<span class="lf-quiet">{safe(line.text)}</span>' if line.text else ""
    what = f'<a class="lf-due-what" href="{safe(line.url)}"><strong>{safe(line.title)}</strong>{number}{text}</a>'
    steps = "".join(map(_show_step, line.steps))
    steps = f'<span class="lf-due-steps">{steps}</span>' if steps else ""
    late = " is-late" if line.late else ""
    return mark_safe(f'<li class="lf-due{late}">{what}{_show_when(line)}{steps}</li>')  # noqa: S308  # every part is escaped


def _show_when(line: Line) -> str:
    if not line.when:
        return ""
    late = f' <span class="visually-hidden">{safe(_("overdue"))}</span>' if line.late else ""
    exact, short = line.when.astimezone(LOCAL).isoformat(), deadline(line.when, "short")
    return f'<time class="lf-due-when lf-tabular" datetime="{exact}">{short}{late}</time>'


def _show_step(step: Step) -> str:
    css = "btn btn-primary" if step.main else "btn"
    if step.panel:
        return panel_link(step.url, step.label, step.icon, css)
    return f'<a class="{css}" href="{safe(step.url)}">{icon(step.icon)} {safe(step.label)}</a>'
