"""Records joined and parted whose people have leads and orders on both sides, on the pages and in the figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.rooms.leads.county import AT, GRID, OTHER_TOWN, OTHER_VILLAGE, one_lead
from tests.rooms.orders.world import DAY, HOUR, check_adds_up, control, due_of, take
from tests.rooms.staff import make_actor, signed_in
from tests.support.worlds import built_for

from lianfang.leads.actions import record_call
from lianfang.leads.models import Lead, LeadSource
from lianfang.orders import actions as orders
from lianfang.orders.models import Order
from lianfang.people.actions import CannotMerge, CannotPart, merge, part
from lianfang.people.models import MergeRecord, Person
from lianfang.people.scope import visible_to
from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind
from lianfang.shared.models import AuditEntry, IdempotencyKey
from lianfang.shared.roles import GRANTS, Permission, Role

JOINED = AT + 30 * DAY
HOSTILE = ["<script>alert(1)</script>", "张\u202e三", "😀三", "张" * 60, "a' OR 1=1 --", "{{ 7*7 }}"]


def nameless(order_or_lead: Order | Lead) -> Person:
    """Take the number from a person, who may then be anybody."""
    Person.objects.filter(pk=order_or_lead.person_id).update(number=None, number_index=None)
    return Person.objects.get(pk=order_or_lead.person_id)


@built_for("class")
def lived(console: Actor) -> tuple[int, int]:
    """Two records with an order each, one after the other, the first of them released."""
    first = control(console, "medium_risk", 1)
    take(console, first)
    orders.release(order=first, by=console, at=first.ends_at)
    second = control(console, "medium_risk", 2, at=AT + 20 * DAY)
    return nameless(first).pk, nameless(second).pk


@pytest.fixture
def lives(console: Actor, lived: tuple[int, int]) -> tuple[Person, Person]:
    kept, gone = (Person.objects.get(pk=pk) for pk in lived)
    return kept, gone


def state() -> tuple[list[object], ...]:
    return (
        list(Order.objects.order_by("pk").values_list("pk", "person", "state", "pinyin")),
        list(Lead.objects.order_by("pk").values_list("pk", "person", "state", "holder", "outcome")),
        list(Person.objects.order_by("pk").values_list("pk", "merged_into", "name", "number_kind")),
        list(
            LeadSource.objects.filter(known_to__isnull=True)
            .order_by("row")
            .values_list("row", "lead", "person")
        ),
    )


class TestTwoLives:
    """Two records of one person, who was under control twice."""

    def test_joined_and_parted_again_and_again_nothing_is_lost(
        self, console: Actor, lives: tuple[Person, Person]
    ) -> None:
        kept, gone = lives
        before, at = state(), JOINED
        figures = check_adds_up(JOINED + 9 * DAY)
        assert (figures["ever"], figures["ever_times"]) == (2, 2)
        for _time in range(3):
            record = merge(kept=kept, gone=gone, reason="同一人", by=console, at=at)
            joined = check_adds_up(JOINED + 9 * DAY)
            assert (joined["ever"], joined["ever_times"], joined["ever_repeat"]) == (1, 2, 1)
            assert set(Order.objects.values_list("person", flat=True)) == {kept.pk}
            part(record=record, reason="两人", by=console, at=at + HOUR)
            assert state() == before
            assert check_adds_up(JOINED + 9 * DAY) == figures
            at += DAY
        assert MergeRecord.objects.count() == 6

    def test_what_happens_while_they_are_one_stays_where_it_happened(
        self, console: Actor, lives: tuple[Person, Person]
    ) -> None:
        kept, gone = lives
        record = merge(kept=kept, gone=gone, reason="同一人", by=console, at=JOINED)
        running = Order.objects.get(state="running")
        orders.move(order=running, place="centralised", reason="床位", by=console, at=AT + 22 * DAY)
        orders.extend(order=running, until=running.ends_at + DAY, reason="病情", by=console, at=JOINED)
        part(record=record, reason="两人", by=console, at=JOINED + HOUR)
        running.refresh_from_db()
        assert (running.person_id, running.place) == (gone.pk, "centralised")
        assert {stage.person_id for stage in running.stages.all()} == {gone.pk}
        assert {test.person_id for test in due_of(running)} <= {gone.pk}
        assert check_adds_up(JOINED + DAY)["ever"] == 2

    def test_one_form_sent_twice_joins_and_parts_once(
        self, console: Actor, lives: tuple[Person, Person]
    ) -> None:
        kept, gone = lives
        client = signed_in(Role.DATA)
        for _time in range(2):
            given = {"other": gone.pk, "reason": "同一人", "key": "k"}
            client.post(f"/people/{kept.pk}/merge/", given)
        record = MergeRecord.objects.get()
        for _time in range(2):
            client.post(f"/people/{kept.pk}/part/{record.pk}/", {"reason": "两人", "key": "p"})
        assert MergeRecord.objects.count() == 2
        undoing = MergeRecord.objects.latest("pk").pk
        for person, named in ((kept, undoing), (gone, record.pk)):
            address = f"/people/{person.pk}/part/{named}/"
            assert client.post(address, {"reason": "x"}).status_code == 404

    def test_joining_is_for_the_county_and_its_data_group(
        self, console: Actor, lives: tuple[Person, Person]
    ) -> None:
        kept, gone = lives
        narrow = [make_actor(Role.DATA, Scope(ScopeKind.TOWN, OTHER_TOWN))]
        for by in [
            *narrow,
            *(make_actor(role) for role in Role if Permission.MERGE_PEOPLE not in GRANTS[role]),
        ]:
            with pytest.raises(Forbidden):
                merge(kept=kept, gone=gone, reason="同一人", by=by, at=JOINED)
        assert not MergeRecord.objects.exists()


def test_a_chain_of_joinings_is_undone_from_its_end_alone(console: Actor) -> None:
    people = [nameless(one_lead(console, "张三", seed)) for seed in (1, 2, 3)]
    before = state()
    first = merge(kept=people[1], gone=people[0], reason="同一人", by=console, at=JOINED)
    second = merge(kept=people[2], gone=people[1], reason="同一人", by=console, at=JOINED + HOUR)
    with pytest.raises(CannotMerge) as refused:
        merge(kept=people[2], gone=people[0], reason="同一人", by=console, at=JOINED + HOUR)
    assert refused.value.code == "merged_already"
    with pytest.raises(CannotPart):
        part(record=first, reason="两人", by=console, at=JOINED + HOUR)
    undoing = part(record=second, reason="两人", by=console, at=JOINED + 2 * HOUR)
    part(record=first, reason="两人", by=console, at=JOINED + 3 * HOUR)
    for settled in (first, second, undoing):
        with pytest.raises(CannotPart):
            part(record=settled, reason="两人", by=console, at=JOINED + 4 * HOUR)
    assert state() == before
    merge(kept=people[2], gone=people[1], reason="同一人", by=console, at=JOINED + 5 * HOUR)
    with pytest.raises(CannotPart):  # the undoing of an earlier joining undoes nothing
        part(record=undoing, reason="两人", by=console, at=JOINED + 6 * HOUR)


def test_two_under_control_at_once_stay_two_and_the_page_says_why(console: Actor) -> None:
    kept, gone = nameless(control(console, seed=1)), nameless(control(console, seed=2))
    before = state()
    words = set()
    for language in ("zh-hans", "en"):
        client = signed_in(Role.DATA)
        client.cookies["django_language"] = language
        given = {"other": gone.pk, "reason": "同一人", "key": language}
        answer = client.post(f"/people/{kept.pk}/merge/", given, follow=True)
        assert answer.status_code == 200
        words.update(str(message) for message in answer.context["messages"])
    assert len(words) == 2
    assert state() == before
    assert not MergeRecord.objects.exists() and not IdempotencyKey.objects.exists()


def test_a_person_joined_from_another_town_is_seen_by_both_and_then_by_one_again(console: Actor) -> None:
    here = nameless(one_lead(console, "张三", 1))
    there = nameless(one_lead(console, "张三", 2, area=OTHER_VILLAGE))
    Lead.objects.filter(person=there).update(town=OTHER_TOWN)
    town = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, OTHER_TOWN))
    record_call(lead=Lead.objects.get(person=there), outcome="here_free", by=console, at=AT)
    assert list(visible_to(town)) == [there]
    record = merge(kept=here, gone=there, reason="同一人", by=console, at=JOINED)
    assert list(visible_to(town)) == [here]
    grid = make_actor(Role.GRID, Scope(ScopeKind.GRID, GRID))
    assert list(visible_to(grid)) == [here]
    part(record=record, reason="两人", by=console, at=JOINED + HOUR)
    assert (list(visible_to(town)), list(visible_to(grid))) == ([there], [here])


def test_names_of_any_kind_are_text_on_every_page(console: Actor) -> None:
    people = [one_lead(console, "张三", seed).person for seed in range(1, len(HOSTILE) + 1)]
    for person, name in zip(people, HOSTILE, strict=True):
        Person.objects.filter(pk=person.pk).update(name=name, name_key=name)
    client = signed_in(Role.OFFICE)
    client.raise_request_exception = False
    for address in ("/people/", "/leads/", "/", *(f"/people/{person.pk}/" for person in people),
                    *(f"/people/{person.pk}/merge/" for person in people[:1])):  # fmt: skip
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert "<script>alert" not in page and ">49<" not in page, address


def test_api_and_register_find_the_same_people_for_every_reader(console: Actor) -> None:
    for seed, name in enumerate(("张三", "张三丰", "李四", "王小张"), start=1):
        one_lead(console, name, seed, area=OTHER_VILLAGE if seed == 3 else "141123100225")
    readers: list[tuple[Role, Scope]] = [
        (Role.OFFICE, Scope(ScopeKind.COUNTY, "141123")),
        (Role.GRID, Scope(ScopeKind.GRID, GRID)),
        (Role.TOWN, Scope(ScopeKind.TOWN, OTHER_TOWN)),
    ]
    for role, scope in readers:
        client = signed_in(role, scope)
        for text in ("张", "张三", "zhang", "zs", "lisi", "15400000003", "nobody", "%", "_", "\\", "\x00"):
            told = client.get("/api/v1/people", {"q": text})
            page = client.get("/people/", {"q": text}, follow=True)
            assert (told.status_code, page.status_code) == (200, 200), ascii(text)
            shown = sorted(line.pk for line in page.context["lines"])
            assert sorted(one["id"] for one in told.json()) == shown, (ascii(text), scope)
    searches = AuditEntry.objects.filter(action="people.search")
    assert not any(
        "张" in str(entry.detail) or "154" in str(entry.detail).split("found")[0] for entry in searches
    )


def test_a_person_of_another_place_is_not_there_for_any_door(console: Actor) -> None:
    person = one_lead(console, "李四", 3, area=OTHER_VILLAGE).person
    phone = person.phones.all()[0].pk
    client: Client = signed_in(Role.GRID, Scope(ScopeKind.GRID, GRID))
    assert client.get(f"/people/{person.pk}/").status_code == 404
    assert client.get(f"/api/v1/people/{person.pk}").status_code == 404
    assert client.post(f"/people/{person.pk}/number/", {"reason": "call"}).status_code == 404
    assert client.get(f"/people/{person.pk}/phones/{phone}/dial/").status_code == 404
    assert not AuditEntry.objects.filter(action__startswith="people.reveal").exists()


@pytest.mark.parametrize("late", [timedelta(0), timedelta(microseconds=1)])
def test_two_orders_that_only_touch_can_be_one_persons(console: Actor, late: timedelta) -> None:
    first = control(console, "medium_risk", 1)
    orders.leave(order=first, reason="离县", by=console, at=AT + DAY)
    second = control(console, "medium_risk", 2, at=AT + DAY + late)
    merge(kept=nameless(second), gone=nameless(first), reason="同一人", by=console, at=JOINED)
    assert check_adds_up(AT + 2 * DAY)["ever_repeat"] == 1
