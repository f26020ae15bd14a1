"""The pages of care as staff meet them: every page opens, every form does what it says, every refusal in words."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.rooms.care.world import AT, DAY, GRID, HOUR, at_home, browser, measure, text
from tests.rooms.leads.county import one_lead
from tests.support.worlds import built_for

from lianfang.care import actions
from lianfang.care.models import (
    Breach,
    CareLink,
    CheckDraw,
    HandOver,
    HomeCheck,
    Measurement,
    Paper,
    PaperSignature,
    PhoneCheck,
    Transfer,
)
from lianfang.orders.models import Order
from lianfang.people.models import Need
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR
LISTS = [
    "list",
    "lacking",
    "checks",
    "asked",
    "transfers",
    "breaches",
    "papers",
    "hand_overs",
    "members",
    "releases",
    "round",
]


def page(order: Order) -> str:
    return reverse("care:order", args=[order.pk])


def test_every_list_opens_empty(console: Actor) -> None:
    client = browser()
    with pinned_at(NOON):
        for name in LISTS:
            text(client, reverse(f"care:{name}"))


@built_for("class")
def feverish(console: Actor) -> None:
    """Somebody with fever and a notice, whose door was opened."""
    order = at_home(console)
    measure(console, order, temperature="38.1")
    actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    actions.report_breach(order=order, kind="door", told="门磁报警", by=console, at=NOON)


class TestEveryList:
    """Each list, once there is something to be shown."""

    @pytest.mark.parametrize("name", LISTS)
    def test_it_opens_full(self, console: Actor, feverish: None, name: str) -> None:
        with pinned_at(NOON):
            text(browser(), reverse(f"care:{name}"))


def test_the_care_page_shows_today_and_what_is_open(console: Actor) -> None:
    order = at_home(console)
    measure(console, order, temperature="37.6")
    with pinned_at(NOON):
        shown = text(browser(), page(order))
    assert "张三" in shown
    assert "morning 37.6" in shown
    assert "On the way to hospital" in shown
    assert AuditEntry.objects.filter(action="care.view").count() == 1


def test_a_temperature_is_recorded_on_the_page(console: Actor) -> None:
    order, client = at_home(console), browser(Role.GRID, GRID)
    with pinned_at(NOON):
        sent = {"temperature": "365", "source": "telephone", "note": "好", "key": "k"}
        answer = client.post(f"{page(order)}measure/", sent)
        again = client.post(f"{page(order)}measure/", {**sent, "temperature": "366"})
    assert (answer.status_code, again.status_code) == (302, 302)
    row = Measurement.objects.get()
    assert (str(row.temperature), row.source, row.note) == ("36.5", "telephone", "好")


def test_what_cannot_be_read_stays_in_the_form(console: Actor) -> None:
    order, client = at_home(console), browser()
    with pinned_at(NOON):
        answer = client.post(
            f"{page(order)}measure/", {"temperature": "热", "source": "responsible", "note": "门外"}
        )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "门外" in shown
    assert "between 34 and 43" in shown


def test_the_round_records_a_household_at_once(console: Actor) -> None:
    one, other = at_home(console), at_home(console, "张四", 2)
    client, address = browser(Role.GRID, GRID), reverse("care:round")
    with pinned_at(NOON):
        shown = text(client, address)
        assert "张三" in shown
        assert "张四" in shown
        sent = {
            "order": [one.pk, other.pk], f"o{one.pk}-temperature": "36.4", f"o{other.pk}-temperature": "36.8",
            f"o{other.pk}-symptoms": ["cough"], "key": "k",
        }  # fmt: skip
        client.post(address, sent)
        assert "Everybody is measured" in text(client, address)
    assert Measurement.objects.count() == 2
    assert Transfer.objects.get().order == other


def test_a_round_with_a_mistake_loses_nothing(console: Actor) -> None:
    one, other = at_home(console), at_home(console, "张四", 2)
    client = browser()
    with pinned_at(NOON):
        sent = {
            "order": [one.pk, other.pk],
            f"o{one.pk}-temperature": "36.4",
            f"o{other.pk}-temperature": "66",
        }
        answer = client.post(reverse("care:round"), sent)
    assert answer.status_code == 422
    assert 'value="36.4"' in answer.content.decode()
    assert not Measurement.objects.exists()


def test_many_are_recorded_and_given_notices_from_the_list(console: Actor) -> None:
    orders = [at_home(console), at_home(console, "张四", 2)]
    client, act = browser(), reverse("care:list") + "act/"
    picked = [order.pk for order in orders]
    with pinned_at(NOON):
        client.post(
            act,
            {
                "action": "measure",
                "pick": picked,
                "measure-temperature": "36.6",
                "measure-source": "responsible",
            },
        )
        answer = client.post(act, {"action": "notices", "pick": picked, "key": "k"}, follow=True)
    assert Measurement.objects.count() == 2
    assert Paper.objects.filter(kind="start").count() == 2
    assert "Print them" in answer.content.decode()


def test_people_are_noted_to_live_together_from_the_list(console: Actor) -> None:
    one, other, client = at_home(console), at_home(console, "张四", 2), browser(Role.GRID, GRID)
    with pinned_at(NOON):
        sent = {"action": "together", "pick": [one.pk, other.pk]}
        client.post(reverse("care:list") + "act/", sent)
        shown = text(client, page(one))
    assert "Lives with" in shown
    assert "张四" in shown


def test_a_paper_is_written_printed_and_signed(console: Actor) -> None:
    order, client = at_home(console), browser(Role.GRID, GRID)
    with pinned_at(NOON):
        answer = client.post(f"{page(order)}paper/", {"kind": "start", "key": "k"})
        paper = Paper.objects.get()
        assert answer.url == reverse("care:paper", args=[paper.pk])
        shown = text(client, answer.url)
        assert paper.number in shown
        assert "足不出户" in shown
        client.post(f"{answer.url}sign/", {"how": "self", "key": "s"})
        assert "by the person" in text(client, answer.url)
        refused = client.post(f"{answer.url}sign/", {"how": "refused", "key": "t"}, follow=True)
        assert "signed already" in refused.content.decode()
    assert PaperSignature.objects.get().how == "self"


def test_the_grid_may_not_write_a_paper_of_release(console: Actor) -> None:
    order = at_home(console)
    Order.objects.filter(pk=order.pk).update(state="released", ended_at=AT + 14 * DAY)
    with pinned_at(AT + 14 * DAY):
        answer = browser(Role.GRID, GRID).post(f"{page(order)}paper/", {"kind": "release"})
    assert answer.status_code == 403


def test_calls_are_drawn_and_answered_by_one_tap(console: Actor) -> None:
    order, client = at_home(console), browser()
    with pinned_at(NOON):
        client.post(reverse("care:draw"), {"percent": 10, "key": "k"})
        check = PhoneCheck.objects.get()
        address = reverse("care:check", args=[check.pk])
        assert "at home and well" in text(client, address)
        client.post(f"{address}found/", {"outcome": "not_home", "note": "邻居说出门了"})
        again = client.post(reverse("care:draw"), {"percent": 50}, follow=True)
    assert "drawn already" in again.content.decode()
    assert CheckDraw.objects.get().drawn == 1
    breach = Breach.objects.get(order=order)
    assert breach.kind == "not_home"
    with pinned_at(NOON + HOUR):
        address = reverse("care:breach", args=[breach.pk])
        client.post(address, {"told": "已劝返", "outcome": "returned"})
        assert "came back" in text(client, address)


def test_a_share_that_is_none_is_said(console: Actor) -> None:
    at_home(console)
    with pinned_at(NOON):
        answer = browser().post(reverse("care:draw"), {"percent": 0}, follow=True)
    assert "Share of those at home" in answer.content.decode()
    assert not CheckDraw.objects.exists()


def test_a_way_to_hospital_is_stepped_through(console: Actor) -> None:
    order, client = at_home(console), browser(Role.GRID, GRID)
    measure(console, order, temperature="38.5")
    way = Transfer.objects.get()
    address = reverse("care:transfer", args=[way.pk])
    with pinned_at(NOON + HOUR):
        for move, told in (("sent", "晋J120"), ("reached", "县医院"), ("resulted", "排除")):
            client.post(f"{address}step/", {"move": move, "told": told})
        assert "县医院" in text(client, address)
    way.refresh_from_db()
    assert way.state == "closed"
    with pinned_at(NOON + HOUR):
        assert client.post(f"{address}step/", {"move": "sent", "told": "晋J120"}).status_code == 422


def test_steps_without_words_are_asked_for_again(console: Actor) -> None:
    order, client = at_home(console), browser()
    measure(console, order, temperature="38.5")
    with pinned_at(NOON):
        way = reverse("care:step_transfer", args=[Transfer.objects.get().pk])
        assert client.post(way, {"move": "sent"}).status_code == 422
        client.post(reverse("care:draw"), {"percent": 100})
        check = reverse("care:record_check", args=[PhoneCheck.objects.get().pk])
        assert client.post(check, {"note": "好"}).status_code == 422
        breach = actions.report_breach(order=order, kind="door", told="门磁", by=console, at=NOON)
        assert client.post(reverse("care:breach", args=[breach.pk]), {}).status_code == 200
        held = actions.hand_over(order=order, to_name="临县", reason="接回", by=console, at=NOON)
        assert client.post(reverse("care:record_receipt", args=[held.pk]), {}).status_code == 422


def test_somebody_is_handed_over_and_receipted(console: Actor) -> None:
    order, client = at_home(console), browser()
    with pinned_at(NOON):
        client.post(f"{page(order)}handover/", {"to_name": "临县指挥部", "reason": "户籍地接回", "key": "k"})
        held = HandOver.objects.get()
        address = reverse("care:hand_over", args=[held.pk])
        assert "waits for the receipt" in text(client, address)
    with pinned_at(NOON + DAY + HOUR):
        client = browser()  # the session of yesterday has ended
        assert "overdue" in text(client, address)
        client.post(f"{address}receipt/", {"receiver": "丙某 15400000007"})
        assert "receipted" in text(client, address)
    order.refresh_from_db()
    assert order.state == "left"


def test_a_home_is_looked_at_and_members_settled(console: Actor) -> None:
    lead, client = one_lead(console, "张五", 5), browser(Role.GRID, GRID)
    address = reverse("care:home", args=[lead.pk])
    sent = {
        "found": ["own_room", "aired"], "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
        "form-0-name": "张六", "form-0-choice": "moves_out", "form-0-to_place": "城关亲戚家", "form-1-name": "",
        "form-1-choice": "joins", "key": "k",
    }  # fmt: skip
    with pinned_at(NOON):
        assert "must have" in text(client, address)
        client.post(address, sent)
        shown = text(client, address)
        assert "not fit" in shown
        assert "张六" in shown
        member = HomeCheck.objects.get().members.get()
        client.post(reverse("care:settle_member", args=[member.pk]))
        assert "moved out" in text(client, address)


def test_a_member_without_a_place_to_go_stays_in_the_form(console: Actor) -> None:
    lead, client = one_lead(console, "张五", 5), browser()
    sent = {
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "张六", "form-0-choice": "moves_out",
    }  # fmt: skip
    with pinned_at(NOON):
        answer = client.post(reverse("care:home", args=[lead.pk]), sent)
    assert answer.status_code == 422
    assert "张六" in answer.content.decode()
    assert not HomeCheck.objects.exists()


def test_a_need_is_noted_shown_filtered_and_ended(console: Actor) -> None:
    order, other, client = at_home(console), at_home(console, "张四", 2), browser(Role.GRID, GRID)
    with pinned_at(NOON):
        told = {
            "kind": "dialysis",
            "detail": "每周二、五县医院透析",
            "helper": "女儿 15400000008",
            "key": "k",
        }
        client.post(f"{page(order)}needs/", told)
        assert "每周二、五" in text(client, page(order))
        assert "每周二、五" in text(client, reverse("people:person", args=[order.person_id]))
        listed = text(client, reverse("care:list") + "?needs=dialysis")
        assert order.number in listed or order.person.name in listed
        assert other.person.name not in listed
        need = Need.objects.get()
        client.post(reverse("care:drop_need", args=[order.pk, need.pk]))
        assert "每周二、五" not in text(client, page(order))


def test_the_link_is_made_shown_and_revoked(console: Actor) -> None:
    order, client = at_home(console), browser(Role.GRID, GRID)
    with pinned_at(NOON):
        shown = client.post(f"{page(order)}link/", {"key": "k"})
        token = CareLink.objects.get().token
        assert token in shown.content.decode()
        assert shown["Cache-Control"] == "no-store"
        client.post(f"{page(order)}link/", {"revoke": "1"})
    assert CareLink.objects.get().revoked_at is not None


def test_the_order_page_leads_to_care(console: Actor) -> None:
    order = at_home(console)
    with pinned_at(NOON):
        assert page(order) in text(browser(), reverse("orders:order", args=[order.pk]))


def test_today_tells_what_care_has_open(console: Actor) -> None:
    order = at_home(console)
    measure(console, order, temperature="38.0")
    at_home(console, "张四", 2)
    actions.report_breach(order=order, kind="door", told="门磁报警", by=console, at=NOON)
    with pinned_at(NOON):
        grid = text(browser(Role.GRID, GRID), reverse("command:today"))
    for words in ("To hospital", "Temperatures to take", "Notices to be signed", "Breaches"):
        assert words in grid
    with pinned_at(AT + 10 * HOUR):
        assert "Not measured in time" in text(browser(Role.GRID, GRID), reverse("command:today"))
