"""Xi and Shahezi with a tenth of their people, loaded whole: what is played counts what paper counts, and moves on."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lianfang.accounts.models import Staff
from lianfang.care.models import Breach, Measurement, Paper, PhoneCheck, Transfer
from lianfang.core.figures.cut import CutHour, cut_of
from lianfang.core.figures.dispatch import IDENTITIES
from lianfang.core.figures.identities import reconcile
from lianfang.demo import scenario as module
from lianfang.demo.county import list_samples
from lianfang.demo.load import load_demo, loaded_scenario
from lianfang.demo.scenario import moment
from lianfang.figures.dispatch import read_dispatch
from lianfang.figures.layout import tables_of
from lianfang.figures.queries import get_values, list_members
from lianfang.isolation.models import Posting, Round, Stay
from lianfang.law.models import LocalOrder, LocalOrderMove
from lianfang.leads.models import Lead, TransferLetter
from lianfang.orders import actions as orders
from lianfang.orders.models import DueTest, Order
from lianfang.orders.refusals import ReleaseRefused
from lianfang.places.queries import get_county
from lianfang.risk.models import RiskNotice, RiskSpell
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL
from lianfang.transit.models import Arrival, Comfort, Journey, Ride
from lianfang.zones.law import check_zone
from lianfang.zones.models import Zone, ZoneMove, ZoneNeed, ZoneRound

XI = [
    ("2020-01-24", "hubei", 2, 12), ("2020-01-25", "outside", 3, 3), ("2020-01-26", "inside", 2, 4),
    ("2020-02-03", "outside", 1, 1), ("2020-02-10", "outside_unfit", 1, 0), ("2020-02-11", "inside", 2, 0),
]  # fmt: skip
XI_LISTS = [("2020-01-24", 8), ("2020-02-12", 4)]
SHAHEZI = [
    ("2021-12-22", "home", 2, 10), ("2021-12-24", "home", 1, 0), ("2022-01-05", "home", 3, 1),
    ("2022-01-05", "site", 2, 0), ("2022-01-06", "home", 1, 0),
]  # fmt: skip
SHAHEZI_LISTS = [("2021-12-22", 6), ("2022-01-10", 5)]
STATION = """day,hour,kind,number,origin,bound,force
2022-01-10,07:26,train,K8159,西安,611002104x2 611002101x1 611021x2,
2022-01-10,13:20,flight,HL1508,海口,611002101x1 611002112x1,赴西安接返专班
2022-01-10,21:00,train,K768,西安,611002104x1 611022x1,
"""
Rows = list[tuple[Any, ...]]


def write(folder: Path, name: str, cohorts: Rows, lists: Rows) -> None:
    """Write a scenario with its shipped words and few people."""
    shutil.copytree(module.HERE / name, folder / name)
    if (folder / name / "station.csv").exists():
        (folder / name / "station.csv").write_text(STATION, encoding="utf-8")
    for file, headings, rows in (
        ("cohorts.csv", ("day", "kind", "people", "came", "path"), [(*row, "") for row in cohorts]),
        (
            "lists.csv",
            ("day", "rows", "hour", "source", "kind"),
            [(*row, "08:20", "推送", "pushed") for row in lists],
        ),
    ):
        with (folder / name / file).open("w", encoding="utf-8", newline="") as held:
            csv.writer(held).writerows([headings, *rows])


def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, cohorts: Rows, lists: Rows) -> Actor:
    """Load a scenario of few people; return the office."""
    write(tmp_path, name, cohorts, lists)
    monkeypatch.setattr(module, "HERE", tmp_path)
    load_demo(name, lambda *_: None)
    return Staff.objects.get(username="office").actor


def controlled(by: Actor, day: date) -> dict[str, Any]:
    values = get_values(cut_of(day, CutHour.MIDNIGHT, LOCAL), by)
    assert reconcile(values, IDENTITIES) == []
    branch: dict[str, Any] = values["controlled"]
    return branch


def picked(values: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(values[name] for name in names)


def release_one(order: Order, at: datetime) -> None:
    """Release one more person by whoever answers for the place."""
    town = Staff.objects.get(role="town", scope_code=order.town).actor
    orders.release(order=order, by=town, at=at)


@pytest.mark.django_db
def test_a_few_of_xi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = played(tmp_path, monkeypatch, "xi", XI, XI_LISTS)
    day = date(2020, 2, 12)
    values = controlled(office, day)
    check_xi(values)
    check_report(office, day)
    check_lists_are_as_long(office, day)
    assert not DueTest.objects.exists(), "2020 asks for no tests on fixed days"
    assert loaded_scenario().county == get_county().code == "141031"
    check_one_more(office, day)


def check_xi(values: dict[str, Any]) -> None:
    assert picked(values, "outside_ever", "outside_released", "outside_now", "outside_gone") == (7, 5, 2, 0)
    assert values["ever_by_category"] == {
        "arrival_hubei": 2, "arrival_other_province": 5, "arrival_same_province": 4,
    }  # fmt: skip
    assert values["released_by_category"] == {
        "arrival_hubei": 2, "arrival_other_province": 3, "arrival_same_province": 2,
    }  # fmt: skip
    assert values["now_by_category"] == {"arrival_other_province": 2, "arrival_same_province": 2}
    assert values["now_by"] == {"centralised": 1, "home": 3}


def check_report(office: Actor, day: date) -> None:
    """Text and tables say the same, those from Hubei among the other provinces."""
    report = read_dispatch(day=day, hour=CutHour.MIDNIGHT, actor=office)
    assert (
        "自外省来（返）7人，其中已解除5人、正在管控2人；其中自湖北来（返）2人，其中已解除2人" in report.text
    )
    table = tables_of(report.values)[2]
    told = {line.label: [cell.count for cell in line.cells if cell] for line in table.lines}
    assert list(told.values()) == [[4, 2, 2], [7, 2, 5], [2, 0, 2], [5, 2, 3]]
    assert [line.cells[1].path for line in table.lines if line.cells[1]][1:3] == [
        "controlled.outside_now", "controlled.now_by_category.arrival_hubei",
    ]  # fmt: skip


def check_lists_are_as_long(office: Actor, day: date) -> None:
    cut = cut_of(day, CutHour.MIDNIGHT, LOCAL)
    counts = {"outside_ever": 7, "outside_now": 2, "outside_released": 5, "ever_by_category.arrival_hubei": 2}
    for name, count in counts.items():
        assert len(list_members(f"controlled.{name}", cut, office)) == count
    hubei = set(list_members("controlled.ever_by_category.arrival_hubei", cut, office))
    assert hubei < set(list_members("controlled.outside_ever", cut, office))


def check_one_more(office: Actor, day: date) -> None:
    """Somebody's days are over on the 16th: released then, they count as released from that day on."""
    order = Order.objects.get(category="arrival_other_province", state="running", place="home")
    at = order.ends_at + timedelta(hours=1)
    release_one(order, at)
    then = controlled(office, at.astimezone(LOCAL).date())
    assert picked(then, "outside_ever", "outside_released", "outside_now") == (7, 6, 1)
    assert picked(controlled(office, day), "outside_released", "outside_now") == (5, 2)


@pytest.mark.django_db
def test_a_few_of_shahezi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = played(tmp_path, monkeypatch, "shangzhou", SHAHEZI, SHAHEZI_LISTS)
    day = date(2022, 1, 10)
    values = controlled(office, day)
    assert picked(values, "ever", "released_ever", "now") == (9, 3, 6)
    assert values["ever_times_by"] == {"centralised": 2, "home": 7}
    assert values["now_by"] == {"centralised": 2, "home": 4}
    assert values["now_by_town"] == {"611002104": 6}
    assert "来（返）" not in read_dispatch(day=day, hour=CutHour.MIDNIGHT, actor=office).paragraphs[1][1]
    check_local_order()
    check_tests(day)
    listed = Lead.objects.exclude(pk__in=Arrival.objects.values("lead")).exclude(town="")
    assert set(listed.values_list("town", flat=True)) == {"611002104"}
    check_station()
    check_samples()
    check_sites(beds=2)
    check_care(day, running=6)
    check_areas()
    check_zones()
    order = Order.objects.filter(state="running", place="home").earliest("ends_at")
    with pytest.raises(ReleaseRefused):
        release_one(order, order.ends_at - timedelta(hours=1))


def check_local_order() -> None:
    """The invented order was drafted, signed by two people, and decided every measure."""
    order = LocalOrder.objects.get()
    assert (order.edition, order.state) == ("shangzhou_demo_202112", LocalOrder.State.SIGNED)
    assert "虚构" in order.title
    signed = LocalOrderMove.objects.filter(order=order, move="signed")
    roles = Staff.objects.filter(pk__in=signed.values("by")).values_list("role", flat=True)
    assert sorted(roles) == ["commander", "office"]
    assert {tuple(rules) for rules in Order.objects.values_list("rules", flat=True)} == {
        ("shangzhou_demo_202112",)
    }


def check_tests(day: date) -> None:
    """Whatever was due up to the day was done."""
    due = DueTest.objects.filter(known_to__isnull=True, due_on__lte=day)
    assert due.exists() and not due.filter(done=False).exists()


def check_station() -> None:
    """By the end of the day the morning's people are at their doors, those of 21:00 wait for their result."""
    assert set(Journey.objects.values_list("state", flat=True)) == {"arrived"}
    told = Counter(Arrival.objects.values_list("journey__number", "state"))
    assert told == {
        ("K8159", "received"): 3, ("K8159", "left"): 2, ("HL1508", "received"): 2, ("K768", "sampled"): 2,
    }  # fmt: skip
    morning = Arrival.objects.filter(journey__number="K8159")
    assert all(one.result_at - one.sampled_at == timedelta(hours=5) for one in morning)
    assert not Arrival.objects.filter(journey__number="HL1508", sampled_at__isnull=False).exists()
    assert all(one.place is not None for one in Arrival.objects.filter(state="sampled"))
    gone = Lead.objects.filter(pk__in=Arrival.objects.filter(state="left").values("lead"))
    assert set(gone.values_list("outcome", "state")) == {("elsewhere", "closed")}
    assert set(TransferLetter.objects.filter(lead__in=gone).values_list("to_name", "state")) == {
        ("洛南县", "sent")
    }
    assert sum(Comfort.objects.values_list("meals", flat=True)) == 7
    check_rides()


def check_rides() -> None:
    """Every ride is receipted at both ends, by the town it went to, for as many as were sent."""
    rides = Ride.objects.order_by("opened_at", "town")
    assert [(ride.town, ride.sent, ride.received) for ride in rides] == [
        ("611002101", 1, 1), ("611002104", 2, 2), ("611002101", 1, 1), ("611002112", 1, 1),
    ]  # fmt: skip
    towns = dict(Staff.objects.filter(role="town").values_list("pk", "scope_code"))
    assert all(towns[ride.taken_id] == ride.town and ride.given_by for ride in rides)


def check_areas() -> None:
    """Every published line was read, and what a later sheet leaves out or grades anew has ended."""
    notices = RiskNotice.objects.filter(kind=RiskNotice.Kind.SHEET).order_by("published_at")
    assert [(one.rows, one.refused) for one in notices] == [(4, 0), (7, 0), (5, 0), (4, 0)]
    held = RiskSpell.objects.filter(known_to__isnull=True, notice__in=notices)
    assert sorted(held.filter(ends_at__isnull=True).values_list("county", "grade")) == [
        ("610112", "medium"), ("610113", "high"), ("610113", "medium"), ("610404", "high"),
    ]  # fmt: skip
    first = held.get(county="610113", grade="medium", ends_at__isnull=False)
    assert first.ends_at == datetime(2021, 12, 28, tzinfo=LOCAL), "the town that was raised to high"


def check_zones() -> None:
    """One zone was lifted with every condition met; of the other, one person missed the last round."""
    lifted, running = Zone.objects.order_by("state")
    assert (lifted.state, lifted.kind) == ("lifted", "control")
    assert (running.state, running.kind) == ("running", "lockdown")
    assert list(ZoneMove.objects.filter(zone=running).order_by("pk").values_list("move", flat=True)) == [
        "drawn", "restarted", "contacts",
    ]  # fmt: skip
    check = check_zone(running, moment(date(2022, 1, 11), "08:00"))
    assert check is not None
    assert [one.code for one in check.conditions if not one.met] == ["everyone"]
    rounds = Counter(ZoneRound.objects.filter(zone=running).values_list("state", flat=True))
    assert rounds == {"done": 5, "planned": 1}
    assert sorted(ZoneNeed.objects.values_list("kind", "state")) == [
        ("baby", "asked"), ("dialysis", "asked"), ("medicine", "done"),
    ]  # fmt: skip


def check_sites(*, beds: int) -> None:
    """Whoever is centralised has a room of their own in a site that is in use; its rounds were walked."""
    stays = Stay.objects.filter(ended_at__isnull=True)
    centralised = Order.objects.filter(state="running", place="centralised")
    assert set(stays.values_list("order", flat=True)) == set(centralised.values_list("pk", flat=True))
    assert stays.values("room").distinct().count() == beds
    assert set(stays.values_list("site__state", flat=True)) == {"active"}
    walked = Round.objects.exclude(kind="report")
    assert walked.exists() and not walked.filter(done_at__isnull=True).exists()
    assert set(Posting.objects.values_list("staff_id", flat=True)) == set(
        Staff.objects.filter(role="site").values_list("pk", flat=True)
    )


def check_care(day: date, *, running: int) -> None:
    """On the last day people were measured twice, one of them with fever, and some are drawn for a call."""
    measured = Measurement.objects.filter(day=day, known_to__isnull=True)
    assert running <= measured.count() <= 2 * running
    assert list(measured.exclude(alarm="").values_list("alarm", flat=True)) == ["fever"]
    assert Transfer.objects.count() == Breach.objects.count() == 1
    drawn = PhoneCheck.objects.filter(day=day)
    check_notices()
    assert drawn.exists() and drawn.filter(outcome="").count() == 1


def check_notices() -> None:
    """Everybody has the notice of the evening they came under control, whoever is at home one for the door."""
    for kind, held in (("start", Order.objects.all()), ("door", Order.objects.filter(place="home"))):
        papers = Paper.objects.filter(kind=kind)
        assert set(held.values_list("pk", flat=True)) <= set(papers.values_list("order", flat=True))
        assert papers.count() == papers.values("order").distinct().count()
        assert set(papers.values_list("version", flat=True)) == {1}


def check_samples() -> None:
    """The logins that are shown lead to somebody: no place of their kind has more people under a measure."""
    samples = {staff.role: staff for staff in list_samples()}
    assert len(samples) == len(set(Staff.objects.filter(is_demo=True).values_list("role", flat=True)))
    for role, column in (("town", "town"), ("community", "community"), ("grid", "grid")):
        people = Counter(Order.objects.filter(state="running").values_list(column, flat=True))
        most = max((number for code, number in people.items() if code), default=0)
        assert people[samples[role].scope_code] == most
