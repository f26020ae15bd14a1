"""Register G 大数据推送人员核查台账: leads of all sources as staff have always listed pushed ones (registers.md G)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianfang.accounts.queries import get_names
from lianfang.core.intake.particulars import Traveller
from lianfang.intake.content import unseal
from lianfang.intake.models import Batch, RowContent
from lianfang.intake.tables import list_sources
from lianfang.leads import present
from lianfang.leads.choices import list_towns, list_villages
from lianfang.leads.models import Call, CallOutcome, Lead, LeadSource, TransferLetter
from lianfang.leads.outcomes import RULES
from lianfang.leads.scope import visible_to
from lianfang.leads.tables import FIND
from lianfang.people.newcomers import NUMBER, PHONE
from lianfang.people.queries import list_phones, masked_number, masked_phone
from lianfang.shared.actor import Actor
from lianfang.shared.crypto import unseal_text
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Choice, Column, DateRange, Table, TextIn


@dataclass(frozen=True, slots=True)
class Measured:
    """What the register says of a person's measure; the orders' room tells it."""

    measure: str = ""
    starts_at: datetime | None = None
    released_at: datetime | None = None
    tested_at: datetime | None = None
    result: str = ""


TellMeasures = Callable[[Actor, Iterable[int]], dict[int, Measured]]
_tellers: list[TellMeasures] = []


def tells_measures(tell: TellMeasures) -> TellMeasures:
    """Register who knows the measures of persons that an actor may see, in a constant number of queries."""
    _tellers[:] = [tell]
    return tell


def _told(name: str) -> Callable[[Any], Any]:
    return lambda lead: getattr(lead.traveller, name) if lead.traveller else ""


def _measure(name: str) -> Callable[[Any], Any]:
    return lambda lead: getattr(lead.measured, name)


def _named(level: str) -> Callable[[Any], str]:
    return lambda lead: lead.place_names.get(getattr(lead, level), "")


def _result(lead: Lead) -> str:
    return RULES[CallOutcome(lead.outcome)].result if lead.outcome else ""


STATUS = {"open": "待排查", "done": "已排查"}
RESULTS = tuple(dict.fromkeys(rule.result for rule in RULES.values() if rule.result))


def _status(lead: Lead) -> str:
    return STATUS["open" if lead.state == Lead.State.OPEN else "done"]


def keep_status(rows: QuerySet[Lead], chosen: list[str]) -> QuerySet[Lead]:
    """Keep the leads that wait, those that do not, or both."""
    wanted = {"open": Q(state=Lead.State.OPEN), "done": ~Q(state=Lead.State.OPEN)}
    return rows.filter(reduce(or_, (wanted[one] for one in chosen if one in wanted), Q(pk=None)))


def keep_results(rows: QuerySet[Lead], chosen: list[str]) -> QuerySet[Lead]:
    """Keep the leads whose call gave one of the results."""
    return rows.filter(outcome__in=[outcome for outcome, rule in RULES.items() if rule.result in chosen])


@dataclass(frozen=True)
class OfSources(Choice):
    """The leads to which a list of one of the sources led, whatever their places."""

    is_anywhere = True

    def apply(self, rows: QuerySet[Lead], value: list[str]) -> QuerySet[Lead]:
        """Keep the leads that a row of such a list led to."""
        batches = super().apply(Batch.objects.all(), value).order_by("pk").values_list("pk", flat=True)
        led = LeadSource.objects.filter(lead=OuterRef("pk"), known_to__isnull=True, batch__in=list(batches))
        return rows.filter(Exists(led))

    def is_foreseen(self, value: list[str]) -> bool:
        """Say yes: the server knows how many rows each list has."""
        return True


def _full_number(lead: Lead) -> str:
    return unseal_text(lead.person.number, NUMBER) if lead.person.number else ""


class LedgerTable(Table):
    """The headings and their order are the register's own; an export gives numbers in full, and is audited."""

    key = "ledger"
    title = _("Ledger of people to verify")
    permission = Permission.EXPORT
    default_sort = "-received"
    search = FIND
    search_hint = _("Name, pinyin, identity number or phone")
    export_name = "人员核查台账"
    columns = (
        Column("number", "序号", "ordinal", css="is-num", width=6),
        Column(
            "source",
            "推送批次/来源",
            "source_name",
            filter=OfSources("source", list_sources),
        ),
        Column(
            "received",
            "推送时间",
            "received_at",
            sort=("received_at",),
            filter=DateRange("received_at", before="due_at"),
            width=17,
        ),
        Column("name", "姓名", "person__name", sort=("pinyin",), filter=FIND, lead=True),
        Column(
            "identity",
            "身份证号",
            lambda lead: masked_number(lead.person),
            filter=FIND,
            in_file=_full_number,
            width=22,
        ),
        Column(
            "phone", "手机号", "masked_phones", filter=FIND, in_file=lambda lead: lead.full_phones, width=15
        ),
        Column("household", "户籍地详址", _told("household_address"), width=30),
        Column("station", "户籍地派出所", lambda lead: ""),
        Column("from_place", "涉疫地区/事由", "from_place", filter=TextIn("from_place"), width=20),
        Column("left", "离开时间", "left_on", filter=DateRange("left_on", instants=False)),
        Column("transport", "来(返)方式", _told("transport")),
        Column("vehicle", "车次/航班/车牌", _told("vehicle")),
        Column("town", "下派乡镇", _named("town"), filter=Choice("town", list_towns)),
        Column("community", "下派村(社区)", _named("community"), filter=Choice("community", list_villages)),
        Column("taken", "接收时间", "opened_at", width=17),
        Column("caller", "核查人", "caller"),
        Column("answered", "核查时间", "answered_at", filter=DateRange("answered_at"), width=17),
        Column(
            "status",
            "排查状态(已排查/待排查)",
            _status,
            filter=Choice("state", list(STATUS.items()), apply_by=keep_status),
        ),
        Column(
            "result",
            "排查结果(有效/重复/未到疫区/信息不全/空号/移交)",
            _result,
            filter=Choice("outcome", [(result, result) for result in RESULTS], apply_by=keep_results),
        ),
        Column("address", "现居住地址", "address", filter=TextIn("address"), width=30),
        Column("measure", "处置(管控)措施", _measure("measure")),
        Column("starts", "管控开始", _measure("starts_at"), width=17),
        Column("released", "解除时间", _measure("released_at"), width=17),
        Column("tested", "最近核酸时间", _measure("tested_at"), width=17),
        Column("test_result", "最近核酸结果", _measure("result")),
        Column("handed_to", "移交去向", "letter_to"),
        Column("note", "备注", "last_note", width=30),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._listed = 0

    def rows(self) -> QuerySet[Lead]:
        """Return the leads the reader may see."""
        return visible_to(self.actor)

    def row_url(self, row: Lead) -> str:
        """Return the lead's page."""
        return reverse("leads:lead", args=[row.pk])

    def attach(self, rows: list[Any]) -> None:
        """Read what the register asks for beside the leads, a constant number of queries a page."""
        names = present.name_places(rows)
        _attach_sources(rows)
        _attach_calls(rows)
        _attach_people(rows, self.actor)
        letters = dict(TransferLetter.objects.filter(lead__in=rows).values_list("lead", "to_name"))
        for lead in rows:
            self._listed += 1
            lead.ordinal, lead.place_names = self._listed, names
            lead.letter_to = letters.get(lead.pk, "")


def _attach_sources(rows: list[Any]) -> None:
    """Attach the list each lead came from first, and the traveller its row told of."""
    sources = LeadSource.objects.filter(lead__in=rows, known_to__isnull=True).order_by("lead", "-pk")
    first = {source.lead_id: source for source in sources.select_related("batch__source")}
    held = RowContent.objects.filter(row__in=[source.row_id for source in first.values()])
    sealed = dict(held.values_list("row_id", "sealed"))
    for lead in rows:
        source = first.get(lead.pk)
        lead.source_name = source.batch.source.name if source else ""
        lead.opened_at = source.known_from if source else None
        lead.traveller = _traveller(sealed.get(source.row_id)) if source else None


def _traveller(sealed: bytes | memoryview | None) -> Traveller | None:
    return unseal(sealed).traveller if sealed else None


def _attach_calls(rows: list[Any]) -> None:
    last = {call.lead_id: call for call in Call.objects.filter(lead__in=rows).order_by("pk")}
    callers = get_names({call.by for call in last.values()})
    for lead in rows:
        call = last.get(lead.pk)
        lead.caller = callers.get(call.by, "") if call else ""
        lead.last_note = call.note if call else ""


def _attach_people(rows: list[Any], actor: Actor) -> None:
    people = {lead.person_id for lead in rows}
    phones = list_phones(people)
    measured = _tellers[0](actor, people) if _tellers else {}
    for lead in rows:
        own = phones.get(lead.person_id, [])
        lead.masked_phones = [masked_phone(phone) for phone in own]
        lead.full_phones = "/".join(unseal_text(phone.number, PHONE) for phone in own)
        lead.measured = measured.get(lead.person_id, Measured())
