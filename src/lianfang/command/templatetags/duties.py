"""A line of Today as a tag: a hundred of them stand on the page of an office."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianfang.command.duties import Line, Step
from lianfang.shared.clock import LOCAL
from lianfang.web.templatetags.lianfang import icon, panel_link
from lianfang.web.words import deadline

register = template.Library()
NOTHING = SafeString("")


@register.simple_tag
def due(line: Line) -> SafeString:
    """Show one thing that is due: what it is, by when, and the steps that finish it."""
    number = format_html(' <span class="lf-tabular">{}</span>', line.number) if line.number else NOTHING
    text = format_html('<span class="lf-quiet">{}</span>', line.text) if line.text else NOTHING
    late = SafeString(" is-late") if line.late else NOTHING
    steps = SafeString("".join(_show_step(step) for step in line.steps))
    return format_html(
        '<li class="lf-due{}"><a class="lf-due-what" href="{}"><strong>{}</strong>{}{}</a>{}{}</li>',
        late, line.url, line.title, number, text, _show_when(line),
        format_html('<span class="lf-due-steps">{}</span>', steps) if steps else NOTHING,
    )  # fmt: skip


def _show_when(line: Line) -> SafeString:
    if not line.when:
        return NOTHING
    late = format_html(' <span class="visually-hidden">{}</span>', _("overdue")) if line.late else NOTHING
    exact, short = line.when.astimezone(LOCAL).isoformat(), deadline(line.when, "short")
    return format_html(
        '<time class="lf-due-when lf-tabular" datetime="{}">{}{}</time>',
        SafeString(exact),
        SafeString(short),
        late,
    )


def _show_step(step: Step) -> SafeString:
    css = SafeString("btn btn-primary" if step.main else "btn")
    if step.panel:
        return panel_link(step.url, step.label, step.icon, css)
    return format_html('<a class="{}" href="{}">{} {}</a>', css, step.url, icon(step.icon), step.label)
