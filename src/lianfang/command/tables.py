"""What Today counts, as whole lists: who waits for an order, whose next stage is due, which tests were missed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.command.queries import list_to_control
from lianfang.leads.models import Lead
from lianfang.leads.tables import LeadTable
from lianfang.orders.due_tables import TestTable, with_results
from lianfang.orders.models import DueTest, Order
from lianfang.orders.queries import list_due_moves, list_missed_tests
from lianfang.orders.tables import OrderTable
from lianfang.shared import clock
from lianfang.shared.roles import Permission
from lianfang.web.pieces import Words


class ToControlTable(LeadTable):
    """The people found here who are to be controlled and have no order yet."""

    key = "to_control"
    is_selection = True
    title = _("Found here, no order yet")
    permission = Permission.ISSUE_ORDERS
    template = "web/table/page.html"
    empty_title = _("Nobody waits for an order")
    empty_text = _("Who is found here and is to be controlled stands here until an order is issued.")

    def rows(self) -> QuerySet[Lead]:
        """Return the leads of the reader's scope that wait for an order."""
        return list_to_control(self.actor).order_by()


class NextStageTable(OrderTable):
    """The running orders whose stage is over and that have a next one ahead."""

    key = "next_stage"
    is_selection = True
    title = _("Next stage due")
    permission = Permission.ISSUE_ORDERS
    default_sort = "ends"
    template = "web/table/page.html"
    empty_title = _("No stage is over")
    empty_text = _("Who has another stage ahead stands here once the present one is over.")

    def rows(self) -> QuerySet[Order]:
        """Return the orders whose next stage is due."""
        due = list_due_moves(self.actor, clock.now()).order_by().values("order_id")
        return super().rows().filter(pk__in=due)


class MissedTestTable(TestTable):
    """The tests of running orders whose window closed without a result, of whatever day."""

    key = "missed_tests"
    is_selection = True
    title = _("Missed tests to make up for")
    keeps = ()
    template = "web/table/page.html"
    empty_title = _("No test was missed")
    empty_text = _("A test stands here once its window closes without a result.")

    def rows(self) -> QuerySet[DueTest]:
        """Return the missed tests in the reader's scope."""
        return with_results(list_missed_tests(self.actor, clock.now()))

    def heading(self) -> Words:
        """Name the list; it has no day."""
        return self.title

    def context(self) -> dict[str, Any]:
        """Add nothing; there is no day to step from."""
        return {}
