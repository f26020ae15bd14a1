"""Words for the keys of splits: answers of calls, towns, results."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lianfang.leads.models import CallOutcome
from lianfang.places.models import Area


def get_words() -> dict[str, str]:
    """Return the word of every key that a split of the dispatch report can have."""
    answers = {outcome.value: _(str(outcome.label)) for outcome in CallOutcome}
    towns = dict(Area.objects.filter(is_own=True, level=Area.Level.TOWN).values_list("code", "name"))
    return answers | towns | _fixed()


def _fixed() -> dict[str, str]:
    return {
        "centralised": _("centralised isolation"),
        "home": _("home isolation"),
        "monitoring": _("home health monitoring"),
        "self": _("self-monitoring"),
        "negative": _("negative"),
        "positive": _("positive"),
        "inconclusive": _("inconclusive"),
        "ready": _("ready"),
        "warning": _("warning"),
        "rejected": _("rejected"),
        "duplicate": _("duplicate"),
        "unknown": _("unknown"),
    }
