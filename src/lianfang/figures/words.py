"""Words for the keys of splits: answers of calls, towns, places, classes of people, results."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianfang.core.policy import CATEGORY_LABELS
from lianfang.places.models import Area
from lianfang.shared.reading import once_a_reading


@once_a_reading
def get_words() -> dict[str, str]:
    """Return the word of every key that a split of the dispatch report can have."""
    towns = (
        Area.objects.filter(is_own=True, level=Area.Level.TOWN).order_by("code").values_list("code", "name")
    )
    classes = {category: _(label) for category, label in CATEGORY_LABELS.items()}
    return {
        **get_answers(), **dict(towns), **get_places(), **classes, **get_outcomes(), **get_results(),
        "unknown": _("unknown"),
    }  # fmt: skip


def get_places() -> dict[str, str]:
    """Return the words of the places where a stage is spent."""
    return {
        "centralised": _("centralised isolation"),
        "home": _("home isolation"),
        "monitoring": _("home health monitoring"),
        "self": _("self-monitoring"),
    }


def get_answers() -> dict[str, str]:
    """Return the words of the answers of calls."""
    return {
        "here_control": _("here and to be controlled"),
        "here_free": _("here, no measure needed"),
        "away": _("away"),
        "wrong_number": _("wrong number"),
        "no_answer": _("no answer"),
        "refused": _("refused"),
        "elsewhere": _("elsewhere, handed over"),
        "no_such_person": _("no such person"),
        "not_been_there": _("not been there"),
        "incomplete": _("information incomplete"),
        "duplicate": _("Duplicate"),
    }


def get_outcomes() -> dict[str, str]:
    """Return the words of what the check of a row found."""
    return {
        "ready": pgettext("row", "ready"),
        "warning": pgettext("row", "warning"),
        "rejected": pgettext("row", "rejected"),
        "duplicate": pgettext("row", "duplicate"),
    }


def get_results() -> dict[str, str]:
    """Return the words of the results of tests."""
    return {
        "negative": pgettext("test", "negative"),
        "positive": pgettext("test", "positive"),
        "inconclusive": pgettext("test", "inconclusive"),
    }


@once_a_reading
def get_ends() -> dict[str, str]:
    """Return the words of how a stage ended."""
    return {
        "released": _("released"),
        "moved": _("moved on"),
        "left": _("left"),
        "died": _("died"),
        "transferred": _("handed over"),
    }
