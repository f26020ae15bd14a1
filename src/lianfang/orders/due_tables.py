"""The tests due on a day: found by a scanned card, answered many at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lianfang.orders import present
from lianfang.orders.actions import ResultIn, record_results
from lianfang.orders.forms import ResultForm
from lianfang.orders.models import DueTest, TestResult
from lianfang.orders.pages import describe_tests
from lianfang.orders.queries import list_tests
from lianfang.orders.tables import ADDRESS, COMMUNITY, GRID, TOWN, list_places
from lianfang.people.searching import filter_people
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.moments import read_asked_day
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Act, BulkAction, Choice, Column, DateRange, NumberRange, Table, Text
from lianfang.web.pieces import Words
from lianfang.web.templatetags.lianfang import badge
from lianfang.web.words import calendar_day


def find_tests(rows: QuerySet[DueTest], text: str) -> QuerySet[DueTest]:
    """Keep the tests of the persons a text looks for: a name, or the number of a scanned card."""
    return filter_people(rows, text, "person__")


def _with_result(**condition: Any) -> Exists:
    return Exists(TestResult.objects.filter(test=OuterRef("pk"), known_to__isnull=True, **condition))


def keep_states(rows: QuerySet[DueTest], states: list[str]) -> QuerySet[DueTest]:
    """Keep the tests in one of these states at this moment."""
    at = clock.now()
    undone = Q(done=False)
    conditions = {
        "ahead": undone & Q(opens_at__gt=at),
        "open": undone & Q(opens_at__lte=at, closes_at__gt=at),
        "missed": undone & Q(closes_at__lte=at),
    }
    wanted = Q(pk__in=[])
    for state in states:
        wanted |= conditions.get(state) or Q(_with_result(result=state))
    return rows.filter(wanted)


def _current(field: str) -> Subquery:
    """Read a field of the result held true now, so that corrected versions are neither found nor counted."""
    held = TestResult.objects.filter(test=OuterRef("pk"), known_to__isnull=True)
    return Subquery(held.values(field)[:1])


def with_results(rows: QuerySet[DueTest]) -> QuerySet[DueTest]:
    """Add what a line of tests shows: person, order, stage, and the result held true now."""
    rows = rows.select_related("person", "order", "stage")
    return rows.annotate(sampled_at=_current("done_at"), tested_by=_current("laboratory"))


def run_negative(act: Act) -> Words:
    """Record that the picked tests, sampled now, are negative."""
    return _record(act, TestResult.Result.NEGATIVE, {})


def run_result(act: Act) -> Words:
    """Record what was filled in for the picked tests."""
    told = dict(act.answers)
    return _record(act, str(told.pop("result")), told)


def _record(act: Act, result: str, told: dict[str, Any]) -> Words:
    done_at = told.get("done_at") or act.at
    lines = [ResultIn(test, result, done_at, told.get("laboratory", "")) for test in act.ids]
    written = record_results(results=lines, by=act.by, at=act.at, key=act.key)
    return ngettext("%(n)s result was recorded.", "%(n)s results were recorded.", written) % {"n": written}


def result_form(actor: Actor) -> type[forms.Form]:
    """Return the form of many results at once."""

    class BulkResultForm(ResultForm):
        key = None  # type: ignore[assignment]

        def clean_done_at(self) -> Any:
            """Refuse a sample taken later than now."""
            done_at = self.cleaned_data["done_at"]
            if done_at is not None and done_at > clock.now():
                raise forms.ValidationError(_("The sample lies in the future; nothing was recorded."))
            return done_at

    return BulkResultForm


def _state_cell(test: Any) -> SafeString:
    return badge(test.line.words, test.line.tone)


def _of_result(name: str) -> Any:
    return lambda test: getattr(test.line.result, name) if test.line.result else None


class TestTable(Table):
    """One day's tests; the day is in the address and can be stepped through."""

    __test__ = False

    key = "tests"
    is_selection = True
    title = _("Tests")
    permission = Permission.SEE_ORDERS
    default_sort = "due"
    keeps: ClassVar[tuple[str, ...]] = ("day",)
    search = Text(find_tests)
    search_hint = _("Scan an identity card, or type a name or phone")
    template = "orders/tests.html"
    empty_title = _("No tests are due on this day")
    empty_text = _("Tests are planned when an order is issued.")
    columns = (
        Column("name", _("Full name"), "person__name", sort=("order__pinyin",), filter=Text(find_tests), lead=True),
        Column(
            "state", _("State"), lambda test: test.line.words, cell=_state_cell,
            filter=Choice("state", list(present.TEST_STATES.items()), apply_by=keep_states),
        ),
        Column(
            "due", _("Due on"), "due_on", sort=("due_on",), filter=DateRange("due_on", instants=False), css="lf-tabular",
        ),
        Column("samples", _("Samples"), "samples", filter=NumberRange("samples"), css="is-num"),
        Column(
            "place", _("Measure"), lambda test: present.say_place(test.stage.place),
            filter=Choice("stage__place", list_places),
        ),
        TOWN, COMMUNITY, GRID,
        Column("address", ADDRESS.heading, "order__address", filter=Text("order__address__contains"), width=30),
        Column("done", _("Sampled"), _of_result("done_at"), filter=DateRange("sampled_at"), css="lf-tabular"),
        Column(
            "laboratory", _("Laboratory"), _of_result("laboratory"), filter=Text("tested_by__contains"),
            optional=True,
        ),
    )  # fmt: skip
    actions = (
        BulkAction("negative", _("Negative"), Permission.RECORD_TESTS, run_negative, icon="check"),
        BulkAction(
            "result",
            _("Another result"),
            Permission.RECORD_TESTS,
            run_result,
            form=result_form,
            icon="test-pipe",
        ),
    )

    @cached_property
    def day(self) -> date:
        """Return the day in the address, else today."""
        return read_asked_day(self.kept)

    def rows(self) -> QuerySet[DueTest]:
        """Return the tests of running orders due on the day, in the reader's scope."""
        return with_results(list_tests(self.actor, self.day))

    def attach(self, rows: list[Any]) -> None:
        """Read the results and places of a page at once."""
        names = present.name_places(rows)
        for test, line in zip(rows, describe_tests(rows, clock.now()), strict=True):
            test.line, test.area_names = line, names

    def heading(self) -> Words:
        """Name the day."""
        return _("Tests of %(day)s") % {"day": calendar_day(self.day, "words")}

    def context(self) -> dict[str, Any]:
        """Return the days before and after."""
        step = timedelta(days=1)
        return {"day": self.day, "before": self.day - step, "after": self.day + step, "today": clock.today()}

    def row_url(self, row: DueTest) -> str:
        """Return the page of the test's order."""
        return reverse("orders:order", args=[row.order_id])

    def row_css(self, row: Any) -> str:
        """Mark what was missed or is positive."""
        return "is-bad" if row.line.tone == "bad" else ""
