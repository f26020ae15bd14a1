"""What somebody types finds the person: number, phone, characters anywhere, pinyin, initials."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity import pinyin
from lianfang.core.identity.names import pinyin_key
from lianfang.core.identity.numbers import check_digit
from lianfang.people import searching
from lianfang.people.finding import find_or_make
from lianfang.people.models import Person
from lianfang.people.newcomers import make_newcomer
from lianfang.people.searching import filter_people, lies_by, parse_search
from lianfang.shared.tables.paging import Order, read_chunks

AT = datetime(2022, 2, 28, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def a_number(seed: int) -> str:
    body = f"{110000 + seed}19800501000"
    return body + check_digit(body)


@pytest.fixture(autouse=True)
def crowd() -> None:
    people = ["张伟", "张伟国", "章卫", "欧阳建国", "曾国华", "Anna Li", "李娜"]
    find_or_make(
        newcomers=[
            make_newcomer(
                name=name, number=a_number(seed), number_kind="mainland", phones=(f"1540000000{seed}",)
            )
            for seed, name in enumerate(people)
        ],
        at=AT,
    )


def found(text: str) -> set[str]:
    return set(filter_people(Person.objects.all(), text).values_list("name", flat=True))


SPELLED = [
    ("张伟", {"张伟", "张伟国"}),
    ("伟", {"张伟", "张伟国"}),
    ("国", {"张伟国", "欧阳建国", "曾国华"}),
    ("建国", {"欧阳建国"}),
    ("国建", set()),
    ("张 伟", {"张伟", "张伟国"}),
    ("zhangwei", {"张伟", "张伟国", "章卫"}),
    ("ZhangWei", {"张伟", "张伟国", "章卫"}),
    ("zhang wei", {"张伟", "张伟国", "章卫"}),
    ("zhang", {"张伟", "张伟国", "章卫"}),
    ("zw", {"张伟", "张伟国", "章卫"}),
    ("zwg", {"张伟国"}),
    ("ouyang", {"欧阳建国"}),
    ("ojg", {"欧阳建国"}),
    ("zengguo", {"曾国华"}),
    ("anna", {"Anna Li"}),
    ("al", {"Anna Li"}),
    ("li", {"李娜"}),
    ("xyz", set()),
]


@pytest.mark.parametrize(("text", "names"), SPELLED)
def test_names_are_found_however_they_are_typed(text: str, names: set[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(("text", "names"), SPELLED)
def test_a_popular_name_finds_the_same_without_ids(
    text: str, names: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FEW", 0)
    assert found(text) == names


def test_characters_that_many_are_expected_to_bear_are_not_looked_for_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert searching.find_ids("张")
    monkeypatch.setattr(searching, "EXPECTED", -1)
    with CaptureQueriesContext(connection) as asked:
        assert searching.find_ids("张") is None
    assert [query["sql"][:7] for query in asked] == ["EXPLAIN"]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("text", "names"), SPELLED)
def test_pages_of_a_popular_name_stand_in_the_order_of_pinyin(
    text: str, names: set[str], descending: bool
) -> None:
    rows = filter_people(Person.objects.all(), text)
    order = Order(("pinyin",), descending, stretch=lies_by(text))
    read = [person for chunk in read_chunks(rows, order, 1, 9) for person in chunk]
    wanted = sorted(rows, key=lambda person: (person.pinyin, person.pk), reverse=descending)
    assert read == wanted
    assert len(read) == len(names)


@pytest.mark.parametrize("few", [0, 500])
@pytest.mark.parametrize("text", ["李", "张"])
def test_who_bears_a_surname_elsewhere_is_not_missed(
    text: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_or_make(
        newcomers=[make_newcomer(name=name) for name in ("欧阳李", "单张", "安李娜", "周张伟")], at=AT
    )
    monkeypatch.setattr(searching, "FEW", few)
    rows = Person.objects.filter(name__contains=text)
    order = Order(("pinyin",), stretch=lies_by(text))
    read = [person for chunk in read_chunks(rows, order, 2, 9) for person in chunk]
    assert read == list(rows.order_by("pinyin", "pk"))
    assert len(read) == (3 if text == "李" else 4)


@given(st.sampled_from(sorted(searching._SURNAMES)), st.text(max_size=4))
def test_a_frequent_surname_has_one_sound(surname: str, given_name: str) -> None:
    for rest in (given_name, *(name[1:] for name in pinyin._COMPOUND)):
        assert pinyin_key(surname + rest).split()[0] == pinyin_key(surname)


def test_a_phone_typed_after_a_surname_lies_nowhere() -> None:
    assert lies_by("王 15400000003") is None


@pytest.mark.parametrize(
    ("text", "sound"), [("张伟", "zhang"), ("单雄", None), ("伟", None), ("建国", None), ("zhang", None)]
)
def test_only_frequent_surnames_lie_together(text: str, sound: str | None) -> None:
    stretch = lies_by(text)
    assert (stretch.low if stretch else None) == sound


@pytest.mark.parametrize(
    "text", [a_number(2), a_number(2).lower(), f" {a_number(2)[:6]} {a_number(2)[6:]}", f"'{a_number(2)}"]
)
def test_a_whole_number_finds_its_owner(text: str) -> None:
    assert found(text) == {"章卫"}


@pytest.mark.parametrize("text", ["15400000003", "154-0000-0003", "+86 15400000003"])
def test_a_whole_phone_finds_whoever_has_it(text: str) -> None:
    assert found(text) == {"欧阳建国"}


@pytest.mark.parametrize("text", ["", "  ", "-", "12", "不详", a_number(50), "15499999999"])
def test_what_names_nobody_finds_nobody(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [(a_number(1), "number"), ("15400000001", "phone"), ("zhang", "pinyin"), ("张", "characters")],
)
def test_the_kind_of_search_is_told_by_the_text(text: str, kind: str) -> None:
    search = parse_search(text)
    assert search is not None and search.kind == kind


@pytest.mark.parametrize(
    ("text", "index"),
    [
        (a_number(1), "person_number_once"),
        ("伟国", "person_characters"),
        ("zhangwei", "person_sound"),
        ("zwg", "person_initials"),
    ],
)
def test_an_index_carries_each_search(text: str, index: str) -> None:
    many = [make_newcomer(name=f"张{chr(0x4E00 + n)}{chr(0x5E00 + n)}") for n in range(4_000)]
    find_or_make(newcomers=many, at=AT)
    search = parse_search(text)
    assert search is not None
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_person")
    assert index in Person.objects.filter(search.condition("")).explain()
