"""The day's figures as cards, each a link to its people."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core.figures.cut import cut_of
from lianfang.core.figures.dispatch import DISPATCH
from lianfang.core.figures.figure import Figure
from lianfang.core.wording import msgid
from lianfang.figures.present import report_url
from lianfang.figures.queries import get_counts, get_last_cut
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL
from lianfang.shared.roles import Permission

CARD_ICONS = {
    "pushed.new": "inbox",
    "pushed.overdue": "clock-exclamation",
    "controlled.now": "home-shield",
    "controlled.new": "user-plus",
    "controlled.released_new": "door-exit",
    "tests.due": "test-pipe",
    "tests.missed": "test-pipe-off",
}
CARD_WORDS = {"pushed.overdue": msgid("Pushed rows overdue")}
"""What a card says where the report's own label needs the lines above it to be plain."""
_BAD = {"pushed.overdue", "tests.missed"}


def read_cards(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the cards of the last cut that has passed: label, count, where it opens, icon and tone."""
    day, hour = get_last_cut(at)
    shown = [figure for figure in DISPATCH if isinstance(figure, Figure) and figure.path in CARD_ICONS]
    counts = get_counts(cut_of(day, hour, LOCAL), actor, shown)
    opens = actor.may(Permission.OPEN_FIGURES)
    query = urlencode({"date": day.isoformat(), "cut": hour.value})
    cards = [
        {
            "label": _(CARD_WORDS.get(figure.path, figure.label)),
            "count": counts[figure.path],
            "url": f"{reverse('figures:open', args=[figure.path])}?{query}" if opens else "",
            "icon": CARD_ICONS[figure.path],
            "tone": "bad" if figure.path in _BAD and counts[figure.path] else "",
        }
        for figure in shown
    ]
    return {"cards": cards, "day": day, "hour": hour.value, "report": report_url(day, hour)}
