"""The lists of a site's days: rounds, staff, waste, samples, reports."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from lianfang.core.isolation import round_state
from lianfang.isolation import actions, present
from lianfang.isolation.forms import SampledForm, ShiftForm
from lianfang.isolation.models import EnvironmentSample, Posting, Round, SiteReport, Waste
from lianfang.isolation.queries import keep_untested, list_next_shifts, list_untested
from lianfang.isolation.scope import (
    postings_visible_to,
    reports_visible_to,
    rounds_visible_to,
    samples_visible_to,
    waste_visible_to,
)
from lianfang.isolation.tables import list_sites
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.shared.tables import (
    Act,
    Boolean,
    BulkAction,
    Choice,
    Column,
    DateRange,
    NumberRange,
    Table,
    Text,
)
from lianfang.web.pieces import Words
from lianfang.web.templatetags.lianfang import badge
from lianfang.web.words import local_time

SITE = Column("site", _("Site"), "site__name", filter=Choice("site", list_sites))


def keep_round_states(rows: QuerySet[Round], states: list[str]) -> QuerySet[Round]:
    """Keep the rounds in one of these states now."""
    at = clock.now()
    undone = Q(done_at__isnull=True)
    meant = {
        "ahead": undone & Q(opens_at__gt=at),
        "open": undone & Q(opens_at__lte=at, closes_at__gt=at),
        "missed": undone & Q(closes_at__lte=at),
        "done": Q(done_at__isnull=False) & Q(done_at__lt=F("closes_at")),
        "late": Q(done_at__gte=F("closes_at")),
    }
    wanted = Q(pk__in=[])
    for state in states:
        wanted |= meant.get(state, Q(pk__in=[]))
    return rows.filter(wanted)


def _round_words(row: Round) -> Words:
    return present.say_round_state(round_state(row.opens_at, row.closes_at, row.done_at, clock.now()))[0]


def _round_cell(row: Round) -> SafeString:
    return badge(*present.say_round_state(round_state(row.opens_at, row.closes_at, row.done_at, clock.now())))


def run_tick(act: Act) -> Words:
    """Tick the picked rounds that are due; the others stay."""
    ticked = 0
    for row in rounds_visible_to(act.by).filter(pk__in=act.ids, done_at__isnull=True).order_by("pk"):
        try:
            key = f"{act.key}:{row.pk}" if act.key else ""
            actions.tick_round(round_id=row.pk, by=act.by, at=act.at, key=key)
            ticked += 1
        except actions.SiteRefused:
            continue
    return ngettext("%(n)s round was ticked.", "%(n)s rounds were ticked.", ticked) % {"n": ticked}


class RoundTable(Table):
    """The rounds of all days and sites; what was missed stands by its hour."""

    key = "site-rounds"
    title = _("Rounds of the day")
    permission = Permission.SEE_SITES
    default_sort = "-opens"
    template = "isolation/rounds.html"
    empty_title = _("No rounds here")
    empty_text = _("The rounds of a day are laid out by themselves while a site is in use.")
    columns = (
        Column(
            "kind", pgettext_lazy("site", "Round"), lambda row: f"{present.say_kind(row.kind)} {row.seq}", lead=True,
            filter=Choice("kind", lambda actor: present.list_kinds()),
        ),
        SITE,
        Column("state", _("State"), _round_words, cell=_round_cell,
               filter=Choice("state", list(present.ROUND_STATES.items()), apply_by=keep_round_states)),
        Column("opens", _("Opens at"), "opens_at", sort=("opens_at",), filter=DateRange("opens_at"), css="lf-tabular"),
        Column("closes", _("Closes at"), lambda row: local_time(row.closes_at, "clock"), css="lf-tabular", width=8),
        Column("done", _("Done at"), "done_at", filter=DateRange("done_at"), css="lf-tabular"),
        Column("by", _("Done by"), "done_name", filter=Text("done_name__contains")),
        Column("note", _("Note"), "note", optional=True, width=30),
    )  # fmt: skip
    actions = (
        BulkAction("tick", _("Tick as done"), Permission.WORK_SITES, run_tick, icon="check", most=200),
    )

    def rows(self) -> QuerySet[Round]:
        """Return the rounds of the reader's sites."""
        return rounds_visible_to(self.actor).select_related("site")

    def row_url(self, row: Round) -> str:
        """Return the day of the round's site."""
        return f"{reverse('isolation:day', args=[row.site_id])}?day={row.day.isoformat()}"

    def row_css(self, row: Round) -> str:
        """Mark what was missed."""
        return "is-bad" if row.done_at is None and row.closes_at <= clock.now() else ""


def keep_posted(rows: QuerySet[Posting], wanted: bool) -> QuerySet[Posting]:
    """Keep those posted now, or those withdrawn."""
    return rows.filter(ended_at__isnull=wanted)


def keep_due(rows: QuerySet[Posting], wanted: bool) -> QuerySet[Posting]:
    """Keep those whose test is due now, or all others."""
    due = keep_untested(rows, clock.now())
    return due if wanted else rows.exclude(pk__in=due.order_by().values("pk"))


def shift_form(actor: Actor) -> type[django_forms.Form]:
    """Return the form of a shift."""
    return ShiftForm


def sampled_form(actor: Actor) -> type[django_forms.Form]:
    """Return the form of many tests."""
    return SampledForm


def _picked(act: Act) -> list[Posting]:
    rows = postings_visible_to(act.by).filter(pk__in=act.ids, ended_at__isnull=True)
    return list(rows.select_related("site").order_by("pk"))


def run_shift(act: Act) -> Words:
    """Put those picked on a shift."""
    first, last = act.answers["starts_at"], act.answers["ends_at"]
    new = actions.set_shifts(postings=_picked(act), starts_at=first, ends_at=last, by=act.by, at=act.at)
    return ngettext("%(n)s person is on this shift.", "%(n)s people are on this shift.", new) % {"n": new}


def run_sampled(act: Act) -> Words:
    """Note a test of each of those picked."""
    people = _picked(act)
    for posting in people:
        key = f"{act.key}:{posting.pk}" if act.key else ""
        actions.test_staff(
            posting=posting,
            by=act.by,
            at=act.at,
            sampled_at=act.answers.get("sampled_at"),
            result=str(act.answers.get("result") or ""),
            key=key,
        )
    told = ngettext("%(n)s test was noted.", "%(n)s tests were noted.", len(people))
    return told % {"n": len(people)}


def run_withdraw(act: Act) -> Words:
    """Withdraw those picked; their accounts lose their way in."""
    people = _picked(act)
    for posting in people:
        actions.end_posting(
            posting=posting, by=act.by, at=act.at, key=f"{act.key}:{posting.pk}" if act.key else ""
        )
    told = ngettext("%(n)s person was withdrawn.", "%(n)s people were withdrawn.", len(people))
    return told % {"n": len(people)}


class StaffTable(Table):
    """Who works in sites, when they are on duty, and whose test is due."""

    key = "site-staff"
    title = _("Staff of sites")
    permission = Permission.WORK_SITES
    default_sort = "name"
    search = Text("name__contains")
    search_hint = _("Name")
    empty_title = _("Nobody is posted here")
    empty_text = _("Staff are posted on the page of their site.")
    columns = (
        Column("name", _("Full name"), "name", sort=("name",), filter=Text("name__contains"), lead=True),
        SITE,
        Column("post", _("Post"), lambda row: present.POSTS[row.post],
               filter=Choice("post", list(present.POSTS.items()))),
        Column("shift", _("On duty"), "shift_words", width=24),
        Column("tested", _("Last sampled"), "tested_at", filter=DateRange("tested_at"), css="lf-tabular"),
        Column(
            "due", _("Test due"), "due", filter=Boolean(keep_due),
            cell=lambda row: badge(_("due"), "bad") if row.due else "",
        ),
        Column("posted", _("Posted"), "starts_at", filter=DateRange("starts_at"), css="lf-tabular", optional=True),
        Column("now", _("Posted now"), lambda row: row.ended_at is None, filter=Boolean(keep_posted), optional=True),
    )  # fmt: skip
    actions = (
        BulkAction("sampled", pgettext_lazy("deed", "Sampled"), Permission.WORK_SITES, run_sampled, form=sampled_form,
                   icon="test-pipe", most=500),
        BulkAction("shift", _("Put on a shift"), Permission.WORK_SITES, run_shift, form=shift_form, icon="clock",
                   most=500),
        BulkAction("withdraw", _("Withdraw"), Permission.MANAGE_SITES, run_withdraw, icon="user-minus", most=500,
                   confirm=_("Withdraw those picked? Their accounts lose their way into the site at once.")),
    )  # fmt: skip

    def rows(self) -> QuerySet[Posting]:
        """Return the staff of the reader's sites."""
        return postings_visible_to(self.actor).select_related("site")

    def attach(self, rows: list[Any]) -> None:
        """Read the shifts of a page, and whose test is due, at once."""
        at = clock.now()
        due = set(
            list_untested(self.actor, at).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
        )
        shifts = list_shifts([row.pk for row in rows])
        for row in rows:
            row.due, row.shift_words = row.pk in due, shifts.get(row.pk, "")


def list_shifts(postings: list[int]) -> dict[int, str]:
    """Say the running or next shift of each posting."""
    found = list_next_shifts(postings, clock.now())
    return {
        number: f"{local_time(shift.starts_at, 'short')} – {local_time(shift.ends_at, 'clock')}"
        for number, shift in found.items()
    }


class WasteTable(Table):
    """Medical waste handed on."""

    key = "site-waste"
    title = _("Medical waste")
    permission = Permission.SEE_SITES
    default_sort = "-handed"
    empty_title = _("No waste was handed on")
    empty_text = _("It is noted on the page of the site, with weight and who took it.")
    columns = (
        Column("handed", _("Handed over"), "handed_at", sort=("handed_at",), filter=DateRange("handed_at"), lead=True),
        SITE,
        Column("bags", _("Bags"), "bags", filter=NumberRange("bags"), css="is-num"),
        Column("weight", _("Kilograms"), lambda row: row.grams / 1000, cell=lambda row: present.kilograms(row.grams),
               css="is-num"),
        Column("given", _("Handed over by"), "given_by", filter=Text("given_by__contains")),
        Column("taken", _("Taken over by"), "taken_by", filter=Text("taken_by__contains")),
        Column("firm", _("Firm"), "firm", filter=Text("firm__contains", coded=True)),
    )  # fmt: skip

    def rows(self) -> QuerySet[Waste]:
        """Return the waste of the reader's sites."""
        return waste_visible_to(self.actor).select_related("site")


def _sample_cell(row: EnvironmentSample) -> SafeString:
    return badge(present.SAMPLE_STATES[row.result], present.SAMPLE_TONES[row.result])


def run_result(result: str) -> Any:
    """Return a bulk action's work: what the picked samples came to."""

    def run(act: Act) -> Words:
        rows = list(samples_visible_to(act.by).select_related("site").filter(pk__in=act.ids).order_by("pk"))
        for row in rows:
            key = f"{act.key}:{row.pk}" if act.key else ""
            actions.record_sample(sample=row, result=result, by=act.by, at=act.at, key=key)
        told = ngettext("%(n)s result was noted.", "%(n)s results were noted.", len(rows))
        return told % {"n": len(rows)}

    return run


class SampleTable(Table):
    """Samples of rooms and places, with what they came to."""

    key = "site-samples"
    title = _("Environment samples")
    permission = Permission.SEE_SITES
    default_sort = "-taken"
    empty_title = _("Nothing was sampled")
    empty_text = _(
        "Rooms are sampled before their last resident leaves; it is noted on the page of the site."
    )
    columns = (
        Column("spot", _("What"), lambda row: row.room.number if row.room else row.spot, lead=True,
               filter=Text("room__number__startswith", coded=True)),
        SITE,
        Column("taken", _("Sampled"), "taken_at", sort=("taken_at",), filter=DateRange("taken_at"), css="lf-tabular"),
        Column("result", _("Result"), lambda row: present.SAMPLE_STATES[row.result], cell=_sample_cell,
               filter=Choice("result", list(present.SAMPLE_STATES.items()))),
        Column("told", _("Result noted"), "result_at", filter=DateRange("result_at"), css="lf-tabular", optional=True),
    )  # fmt: skip
    actions = (
        BulkAction("negative", _("Negative"), Permission.WORK_SITES, run_result("negative"), icon="check", most=500),
        BulkAction("positive", _("Positive"), Permission.WORK_SITES, run_result("positive"), most=500,
                   icon="alert-triangle",
                   confirm=_("Record positive results? The headquarters is told at once.")),
    )  # fmt: skip

    def rows(self) -> QuerySet[EnvironmentSample]:
        """Return the samples of the reader's sites."""
        return samples_visible_to(self.actor).select_related("site", "room")

    def row_css(self, row: EnvironmentSample) -> str:
        """Mark what is positive."""
        return "is-bad" if row.result == "positive" else ""


class ReportTable(Table):
    """The daily reports that were written."""

    key = "site-reports"
    title = _("Daily reports of sites")
    permission = Permission.SEE_SITES
    default_sort = "-day"
    empty_title = _("No report was written")
    empty_text = _("The report of a day is written from its rounds, on the page of the site.")
    columns = (
        Column("day", _("Day"), "day", sort=("day",), filter=DateRange("day", instants=False), lead=True),
        SITE,
        Column("people", pgettext_lazy("count", "People"), lambda row: row.facts["people"], css="is-num"),
        Column("made", _("Written"), "made_at", filter=DateRange("made_at"), css="lf-tabular"),
        Column("by", _("Written by"), "made_name", filter=Text("made_name__contains")),
    )  # fmt: skip

    def rows(self) -> QuerySet[SiteReport]:
        """Return the reports of the reader's sites."""
        return reports_visible_to(self.actor).select_related("site")

    def row_url(self, row: SiteReport) -> str:
        """Return the report of that day."""
        return f"{reverse('isolation:report', args=[row.site_id])}?day={row.day.isoformat()}"
