"""Objects for the addresses that name one: each parameter of an address is answered by one function.

A room's author adds a function under the parameter's name (``lead_id``) or, where one name means
different things, under the address's (``accounts:edit_staff pk``). It is given the world and
"inside" or "outside": the place in the scope of the town, the community and the grid that the
matrix signs in, or another. It returns the parameter's value, or None where the object lies in no
place, as a list does; then only the roles are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from tests.rooms.isolation.world import house, make_site
from tests.rooms.law.texts import signed
from tests.rooms.leads.county import AT, GRID, OTHER_GRID, OTHER_VILLAGE, TOWN, VILLAGE, make_county, one_lead
from tests.rooms.staff import COUNTY, make_staff
from tests.rooms.transit.world import coach, somebody, train

from lianfang.accounts.models import Staff
from lianfang.care import actions as care
from lianfang.care.models import Breach, CheckDraw, HandOver, Paper, PhoneCheck, Transfer
from lianfang.core.policy import Decision, Facts, PlannedStage
from lianfang.figures.models import Report
from lianfang.intake.actions import accept_file, read_batch
from lianfang.intake.models import Batch
from lianfang.isolation.actions import StaffPlan, post_staff
from lianfang.isolation.models import Room, Round, Site, Stay
from lianfang.law.models import LocalOrder
from lianfang.leads.models import DoubtfulPair, Lead, TransferLetter
from lianfang.orders import actions
from lianfang.orders.actions import Cause, Wanted
from lianfang.orders.models import DueTest, Order, Proposal
from lianfang.people.models import MergeRecord, Need, Person
from lianfang.risk.actions import declare, import_sheet
from lianfang.risk.models import RiskNotice
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role
from lianfang.transit.actions import open_ride
from lianfang.transit.models import Arrival, Ride
from lianfang.zones import actions as zone_actions
from lianfang.zones.models import Zone

INSIDE, OUTSIDE = "inside", "outside"
SCOPES = {
    Role.TOWN: Scope(ScopeKind.TOWN, TOWN),
    Role.COMMUNITY: Scope(ScopeKind.COMMUNITY, VILLAGE),
    Role.GRID: Scope(ScopeKind.GRID, GRID),
}
AREAS = {INSIDE: VILLAGE, OUTSIDE: OTHER_VILLAGE}


# What a form needs to be more than empty, where an empty one is answered as if nothing were there.
SENT: dict[str, dict[str, str]] = {"leads:answer_pair": {"answer": "separate"}}


@dataclass
class World:
    """A small county with one lead inside the scopes and one outside, and somebody of every role."""

    console: Actor = field(default_factory=make_county)
    leads: dict[str, Lead] = field(default_factory=dict)
    staff: dict[Role, Staff] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for seed, (where, area) in enumerate(AREAS.items(), start=1):
            self.leads[where] = one_lead(self.console, name=f"张某{'甲乙'[seed - 1]}", seed=seed, area=area)
        for role in Role:
            if role is not Role.CONSOLE:
                self.staff[role] = make_staff(role, SCOPES.get(role, COUNTY))

    def person(self, where: str) -> Person:
        """Return the person of a place."""
        return self.leads[where].person


Maker = Callable[[World, str], object]
OBJECTS: dict[str, Maker] = {}


def answers(*names: str) -> Callable[[Maker], Maker]:
    """Register a function as the maker of parameters."""

    def register(maker: Maker) -> Maker:
        for name in names:
            OBJECTS[name] = maker
        return maker

    return register


@answers("batch_id")
def batch(world: World, where: str) -> object:
    """Name a received list, which lies in no place."""
    return receive_list(world).pk if where == INSIDE else None


@answers("edition_id")
def edition(world: World, where: str) -> object:
    """Name a text of law, which holds for everybody."""
    return "v9" if where == INSIDE else None


@answers("row_id")
def row(world: World, where: str) -> object:
    """Name a row of that list that can be corrected."""
    return (
        receive_list(world).row_set.filter(outcome="rejected").latest("seq").pk if where == INSIDE else None
    )


def receive_list(world: World) -> Batch:
    """Receive a small list, once."""
    content = "姓名,身份证号,联系电话,现住址\n张某戊,,,蔚汾镇\n张某己,,,蔚汾镇\n".encode()
    given = {"filename": "名单.csv", "source_name": "省厅", "pushed_at": AT}
    accepted = accept_file(content=content, by=world.console, at=AT, **given)
    return read_batch(batch_id=accepted.batch.pk, by=world.console, tick=lambda: AT)


@answers("area_code")
def area(world: World, where: str) -> object:
    """Name the place's village."""
    return AREAS[where]


@answers("grid_code")
def grid(world: World, where: str) -> object:
    """Name the place's grid."""
    return {INSIDE: GRID, OUTSIDE: OTHER_GRID}[where]


@answers("lead_id")
def lead(world: World, where: str) -> object:
    """Name the place's lead, with a letter, so that its letter can be read too."""
    found = world.leads[where]
    TransferLetter.objects.get_or_create(lead=found, defaults={"to_name": "临县", "made_at": AT})
    return found.pk


@answers("person_id")
def person(world: World, where: str) -> object:
    """Name the place's person."""
    return world.person(where).pk


@answers("phone_id")
def phone(world: World, where: str) -> object:
    """Name a phone of the place's person."""
    return world.person(where).phones.all()[0].pk


@answers("record_id")
def record(world: World, where: str) -> object:
    """Name a record of another person's joining with the place's."""
    gone = Person.objects.create(
        name="张某",
        name_key="张某",
        pinyin="zhangmou",
        initials="zm",
        known_at=AT,
        merged_into=world.person(where),
    )
    made = MergeRecord.objects.create(
        kept=world.person(where), gone=gone, reason="same", at=AT, by=world.console.staff_id
    )
    return made.pk


@answers("pair_id")
def pair(world: World, where: str) -> object:
    """Name a doubtful pair of the place's lead."""
    other = one_lead(world.console, name="张某丙", seed=90 + len(where), area=AREAS[where]).person
    made, _ = DoubtfulPair.objects.get_or_create(
        person=world.person(where),
        other=other,
        defaults={"lead": world.leads[where], "score": 0.8, "suggestion": "merge", "known_at": AT},
    )
    return made.pk


@answers("accounts:edit_staff pk", "accounts:set_password pk", "accounts:reset_second_factor pk")
def staff(world: World, where: str) -> object:
    """Name an account; accounts lie in no place."""
    return make_staff(Role.GRID).pk if where == INSIDE else None


@answers("accounts:end_sign_in pk", "file_id")
def somebody_elses(world: World, where: str) -> object:
    """Name what belongs to nobody of the matrix: each member reaches their own alone."""
    return None


@answers("order_id")
def order(world: World, where: str) -> object:
    """Name the order of the place's person."""
    found = Order.objects.filter(person=world.person(where)).first()
    if found is None:
        facts = Facts("close_contact", anchor=AT, found=AT, area="141123")
        found = actions.issue(lead=world.leads[where], facts=facts, by=world.console, at=AT)
    return found.pk


@answers("proposal_id")
def proposal(world: World, where: str) -> object:
    """Name a change proposed of the order of the place's person."""
    place = PlannedStage(0, "home", AT, AT + timedelta(days=40))  # longer: signed by who issues
    wanted = Wanted(int(str(order(world, where))), decision=Decision("home", (place,), (), "v8", ()))
    actions.propose(cause=Cause("law:1", "示例令"), wanted=[wanted], by=world.console, at=AT)
    return Proposal.objects.get(order=wanted.order, state="open").pk


@answers("local_order_id")
def local_order(world: World, where: str) -> object:
    """Name a local order signed by two, which every reader of the law may see; it lies in no place."""
    return (LocalOrder.objects.first() or signed(world.console)).pk if where == INSIDE else None


@answers("test_id")
def test(world: World, where: str) -> object:
    """Name a test due of the place's person."""
    return DueTest.objects.filter(order=order(world, where)).order_by("pk")[0].pk


@answers("path")
def figure(world: World, where: str) -> object:
    """Name a figure: everybody opens it, each to the people of their own scope."""
    return "pushed.ever" if where == INSIDE else None


@answers("report_id")
def report(world: World, where: str) -> object:
    """Name a signed report; its text lies in no place."""
    if where == OUTSIDE:
        return None
    told = {
        "cut_at": AT,
        "known_at": AT,
        "signed_by": world.console.staff_id,
        "signed_name": "甲某",
        "text": "x",
    }
    return Report.objects.get_or_create(kind="dispatch", day=AT.date(), defaults=told)[0].pk


@answers("spell_id")
def risk_area(world: World, where: str) -> object:
    """Name a risk area, which is for everybody to know."""
    return declare_area(world).spells.get().pk if where == INSIDE else None


@answers("risk:notice notice_id")
def risk_notice(world: World, where: str) -> object:
    """Name the publication of that area."""
    return declare_area(world).pk if where == INSIDE else None


def declare_area(world: World) -> RiskNotice:
    """Raise an area elsewhere, once."""
    told = {"words": "陕西省西安市雁塔区长延堡街道", "grade": "medium", "source": "陕西省"}
    made = declare(by=world.console, at=AT, key="matrix", **told)
    return RiskNotice.objects.get(pk=made.notice)


@answers("line_id")
def refused_line(world: World, where: str) -> object:
    """Name a line of a sheet that could not be used, which lies in no place."""
    if where == OUTSIDE:
        return None
    content = "省,市,县,地区名称,风险等级\n,,,某处,红\n".encode()
    told = {"content": content, "filename": "名单.csv", "source": "陕西省", "published_at": AT}
    return import_sheet(by=world.console, at=AT, **told).notice.refused_lines.get().pk


@answers("zone_id")
def zone(world: World, where: str) -> object:
    """Name a zone around the place's village."""
    return draw_zone(world, where).pk


@answers("round_id")
def zone_round(world: World, where: str) -> object:
    """Name a round of that zone."""
    made = draw_zone(world, where)
    return zone_actions.add_round(zone=made, on=AT.date(), by=world.console, at=AT).pk


def care_order(world: World, where: str) -> Order:
    """Return the order of the place's person."""
    return Order.objects.get(pk=order(world, where))


def feverish(world: World, where: str) -> Transfer:
    """Return the way to hospital of the place's person."""
    held = care_order(world, where)
    row = care.MeasurementIn(held.pk, Decimal("38.5"))
    care.record_measurements(rows=[row], by=world.console, at=AT)
    return Transfer.objects.get(order=held)


@answers("transfer_id")
def transfer(world: World, where: str) -> object:
    """Name the way to hospital of the place's person."""
    return feverish(world, where).pk


@answers("check_id")
def check(world: World, where: str) -> object:
    """Name a telephone check of the place's person."""
    told = {"seed": "x", "percent": 10, "pool": [], "drawn": 1, "known_at": AT, "by": world.console.staff_id}
    draw, _ = CheckDraw.objects.get_or_create(day=AT.date(), town="", defaults=told)
    found = {"order": care_order(world, where), "draw": draw}
    return PhoneCheck.objects.get_or_create(**found, defaults={"day": AT.date(), "rank": 1})[0].pk


@answers("breach_id")
def breach(world: World, where: str) -> object:
    """Name a breach of the place's person."""
    told = {"kind": "door", "happened_at": AT, "known_at": AT}
    return Breach.objects.get_or_create(order=care_order(world, where), defaults=told)[0].pk


@answers("paper_id")
def paper(world: World, where: str) -> object:
    """Name the notice of the place's person."""
    held = care_order(world, where)
    found = Paper.objects.filter(order=held).first()
    return (found or care.issue_paper(order=held, kind="start", by=world.console, at=AT)).pk


@answers("bundle_id")
def bundle(world: World, where: str) -> object:
    """Name papers written together for the place's person."""
    held = care_order(world, where)
    return care.issue_papers(orders=[held.pk], kind="door", by=world.console, at=AT).pk


@answers("hand_over_id")
def hand_over(world: World, where: str) -> object:
    """Name the hand-over of the place's person."""
    held = care_order(world, where)
    told = {
        "to_name": "临县",
        "sent_at": AT,
        "due_at": AT,
        "by": world.console.staff_id,
        "paper_id": paper(world, where),
    }
    return HandOver.objects.get_or_create(order=held, defaults=told)[0].pk


@answers("need_id")
def need(world: World, where: str) -> object:
    """Name a need in that zone."""
    told = {"kind": "food", "what": "米面", "door": "三号院", "due_at": AT}
    return zone_actions.ask_need(zone=draw_zone(world, where), by=world.console, at=AT, **told).pk


def draw_zone(world: World, where: str) -> Zone:
    """Draw a zone around a place's village, once."""
    words = {INSIDE: "蔚汾镇贺家坪村", OUTSIDE: "白家塔村"}[where]
    told = {"kind": "lockdown", "name": words, "number": where, "issuer": "县指挥部"}
    return zone_actions.draw(
        places=[zone_actions.PlaceIn(words)], by=world.console, at=AT, key="matrix", **told
    )


@answers("care:drop_need need_id")
def care_need(world: World, where: str) -> object:
    """Name what the place's person needs."""
    told = {"known_at": AT, "by": world.console.staff_id}
    return Need.objects.get_or_create(person=world.person(where), kind="alone", defaults=told)[0].pk


@answers("member_id")
def member(world: World, where: str) -> object:
    """Name somebody living with the place's person."""
    living = [care.MemberIn("张某己", "moves_out", to_place="城关")]
    look = care.record_home_check(lead=world.leads[where], found=[], members=living, by=world.console, at=AT)
    return look.members.get().pk


@answers("site_id")
def site(world: World, where: str) -> object:
    """Name a site of the place, in use, to which the site's staff is posted."""
    name = {INSIDE: "汾河宾馆", OUTSIDE: "黄河酒店"}[where]
    found = Site.objects.filter(name=name).first()
    if found is None:
        found = make_site(world.console, name, area=AREAS[where])
        nurse = StaffPlan("己某", "nurse", staff_id=world.staff[Role.SITE].pk)
        post_staff(site=found, plan=nurse, by=world.console, at=AT)
    return found.pk


@answers("room_id")
def room(world: World, where: str) -> object:
    """Name a room of the place's site."""
    return Room.objects.filter(site=site(world, where)).order_by("pk")[0].pk


@answers("stay_id")
def stay(world: World, where: str) -> object:
    """Name the stay of somebody in the place's site, whose order lies in the place too."""
    held = Site.objects.get(pk=site(world, where))
    found = Stay.objects.filter(site=held).first() or house(world.console, held)
    desk = {"town": held.town, "community": held.community, "grid": held.grid}
    Order.objects.filter(pk=found.order_id).update(**desk)
    return found.pk


@answers("isolation:tick round_id")
def site_round(world: World, where: str) -> object:
    """Name a round of the place's site."""
    return Round.objects.filter(site=site(world, where)).order_by("pk")[0].pk


@answers("arrival_id")
def arrival(world: World, where: str) -> object:
    """Name somebody who arrived and goes to the place and its site, by a train to nobody's station."""
    held = Site.objects.get(pk=site(world, where))
    found = Arrival.objects.filter(site=held).first()
    if found is None:
        found = somebody(
            world.console, train(world.console, f"K{where}", town=""), area=AREAS[where], site=held.pk
        )
        Arrival.objects.filter(pk=found.pk).update(grid=grid(world, where))
    return found.pk


@answers("journey_id")
def journey(world: World, where: str) -> object:
    """Name the journey that brought them."""
    return Arrival.objects.get(pk=arrival(world, where)).journey_id


@answers("move")
def transit_move(world: World, where: str) -> object:
    """Name a move that a journey and a person of one both could be asked for in an address."""
    return "arrive"


@answers("transit:turn_person move")
def person_move(world: World, where: str) -> object:
    """Name a move of somebody who arrived."""
    return "sampled"


@answers("place_id")
def waiting_place(world: World, where: str) -> object:
    """Name no waiting place: it belongs to a station's town, not to where the matrix looks from."""
    return None


@answers("ride_id")
def ride(world: World, where: str) -> object:
    """Name a ride to the place's site."""
    held = Site.objects.get(pk=site(world, where))
    found = Ride.objects.filter(site=held).first()
    if found is None:
        found = open_ride(vehicle=coach(world.console, f"晋J{where}"), site=held, by=world.console, at=AT)
    return found.pk
