"""Register I 居家隔离人员管理台账: all orders as staff have always listed those at home (registers.md I)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianfang.core.timeline import day_of
from lianfang.leads.choices import list_towns, list_villages
from lianfang.orders import pages, present
from lianfang.orders.models import GROUNDS, Order, OrderMove, Responsible, Stage
from lianfang.orders.scope import visible_to
from lianfang.orders.tables import FIND, SEARCH, SEARCH_HINT, area, attach_areas, list_categories, list_places
from lianfang.people.filters import OfSex
from lianfang.people.newcomers import NUMBER, PHONE
from lianfang.people.present import SEXES, age_on
from lianfang.people.queries import list_phones, masked_number, masked_phone
from lianfang.shared import clock
from lianfang.shared.crypto import unseal_text
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Choice, Column, DateRange, Table, TextIn

DAYS = 7
_RESULTS = {"negative": "阴性", "positive": "阳性", "inconclusive": "不确定", "missed": "漏检"}


def _full_number(order: Order) -> str:
    return unseal_text(order.person.number, NUMBER) if order.person.number else ""


def _tested(day: int) -> Column:
    return Column(f"pcr{day}", f"D{day}核酸", lambda order: order.by_day.get(day, ""), width=9)


def _warm(day: int) -> Column:
    return Column(f"warm{day}", f"D{day}体温早/晚", lambda order: "", width=12)


class OrderLedger(Table):
    """The headings and their order are the register's own; an export gives numbers in full, and is audited.

    Door magnets, members of the household and temperatures are written by hand until they have their own pages.
    """

    key = "orders-ledger"
    title = _("Ledger of people in isolation")
    permission = Permission.EXPORT
    default_sort = "-starts"
    search = SEARCH
    search_hint = SEARCH_HINT
    template = "orders/ledger.html"
    export_name = "隔离人员管理台账"
    columns = (
        Column("ordinal", "序号", "ordinal", css="is-num", width=6),
        Column("name", "姓名", "person__name", sort=("pinyin",), filter=FIND, lead=True),
        Column(
            "sex", "性别", lambda order: SEXES.get(order.person.sex, ""),
            filter=OfSex("person__sex"), width=6,
        ),
        Column("age", "年龄", lambda order: age_on(order.person, day_of(order.starts_at)), css="is-num", width=6),
        Column("identity", "身份证号", lambda order: masked_number(order.person), filter=FIND,
               in_file=_full_number, width=22),
        Column("phone", "联系电话", "masked_phones", filter=FIND, in_file=lambda order: order.full_phones,
               width=15),
        Column("town", "乡镇", area("town"), filter=Choice("town", list_towns)),
        Column("community", "村(社区)", area("community"), filter=Choice("community", list_villages)),
        Column("address", "详细地址", "address", filter=TextIn("address"), width=30),
        Column(
            "category", "人员类别", lambda order: present.say_category(order.category),
            filter=Choice("category", list_categories),
        ),
        Column("from_place", "来源地", "from_place", filter=TextIn("from_place"), width=20),
        Column("left", "离开风险区时间", "left_on", filter=DateRange("left_on", instants=False)),
        Column("arrived", "返回时间", "arrived_on", filter=DateRange("arrived_on", instants=False)),
        Column("place", "管控措施", lambda order: present.say_place(order.place), filter=Choice("place", list_places)),
        Column("starts", "开始时间", "starts_at", sort=("starts_at",), filter=DateRange("starts_at"), width=17),
        Column("ends", "应解除时间", "ends_at", sort=("ends_at",), filter=DateRange("ends_at"), width=17),
        Column("magnet", "门磁编号", lambda order: ""),
        Column("household", "同住人数", lambda order: "", width=8),
        Column("keepers", "包保人(县/乡/村/医/警)", "keepers", width=40),
        *(_warm(day) for day in range(1, DAYS + 1)),
        *(_tested(day) for day in range(1, DAYS + 1)),
        Column("odd", "异常情况", "odd", width=20),
        Column("ended", "实际解除时间", lambda order: order.ended_at, filter=DateRange("ended_at"), width=17),
        Column("notice", "解除告知书号", "notice", width=20),
        Column("note", "备注", "note", width=30),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._listed = 0

    def rows(self) -> QuerySet[Order]:
        """Return the orders the reader may see; withdrawn ones never were."""
        seen = visible_to(self.actor).exclude(state=Order.State.CANCELLED)
        return seen.select_related("person").defer(*GROUNDS)

    def row_url(self, row: Order) -> str:
        """Return the order's page."""
        return reverse("orders:order", args=[row.pk])

    def attach(self, rows: list[Any]) -> None:
        """Read what the register asks for beside the orders, a constant number of queries a page."""
        attach_areas(rows)
        _attach_phones(rows)
        _attach_keepers(rows)
        _attach_moves(rows)
        _attach_tests(rows)
        for order in rows:
            self._listed += 1
            order.ordinal = self._listed


def _attach_phones(rows: list[Any]) -> None:
    phones = list_phones({order.person_id for order in rows})
    for order in rows:
        own = phones.get(order.person_id, [])
        order.masked_phones = [masked_phone(phone) for phone in own]
        order.full_phones = "/".join(unseal_text(phone.number, PHONE) for phone in own)


def _attach_keepers(rows: list[Any]) -> None:
    held: dict[int, list[str]] = defaultdict(list)
    for one in Responsible.objects.filter(order__in=rows).order_by("pk"):
        keeper = pages.keeper_of(one)
        held[one.order_id].append(f"{keeper.name}{keeper.phone}" if keeper.name else "—")
    for order in rows:
        order.keepers = "/".join(held[order.pk])


def _attach_moves(rows: list[Any]) -> None:
    last: dict[int, OrderMove] = {}
    released: dict[int, OrderMove] = {}
    moves = OrderMove.objects.filter(order__in=rows).only("order", "move", "reason", "document")
    for move in moves.order_by("pk"):
        last[move.order_id] = move
        if move.move == "released":
            released[move.order_id] = move
    for order in rows:
        order.note = last[order.pk].reason if order.pk in last else ""
        order.notice = released[order.pk].document if order.pk in released else ""


def _attach_tests(rows: list[Any]) -> None:
    """Put the results on the days of the first stage, as the register numbers them."""
    stages = Stage.objects.filter(order__in=rows).exclude(state="cancelled")
    firsts = {
        stage.order_id: stage for stage in stages.only("order", "period", "first_day").order_by("-period")
    }
    held: dict[int, dict[int, str]] = defaultdict(dict)
    odd: dict[int, list[str]] = defaultdict(list)
    for order_id, due_on, state in pages.list_states(rows, clock.now()):
        stage, said = firsts.get(order_id), _RESULTS.get(state, "")
        if stage is not None:
            held[order_id][(due_on - day_of(stage.period.lower)).days + stage.first_day] = said
        if present.TEST_TONES.get(state) in ("bad", "watch"):
            odd[order_id].append(f"{due_on:%m-%d}{said}")
    for order in rows:
        order.by_day, order.odd = held[order.pk], "、".join(odd[order.pk])
