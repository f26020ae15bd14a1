"""From words to places by the gazetteer: published areas, journeys, and where somebody of ours lives."""

from __future__ import annotations

import pytest
from tests.rooms.leads.county import COMMUNITY, TOWN, VILLAGE

from lianfang.risk.placing import Placer, Unplaced, compound_of, key_of
from lianfang.shared.actor import Actor

OWN = ("14", "1411", "141123")
YANTA = ("61", "6101", "610113")


@pytest.fixture
def placer(console: Actor) -> Placer:
    return Placer()


@pytest.mark.parametrize(
    ("region", "name", "place"),
    [
        ("陕西省西安市雁塔区", "长延堡街道", (*YANTA, "长延堡街道")),
        ("陕西省西安市雁塔区", "雁塔区长延堡街道", (*YANTA, "长延堡街道")),  # the county named twice
        ("陕西省西安市雁塔区", "陕西省西安市雁塔区长延堡街道", (*YANTA, "长延堡街道")),
        ("", "陕西省西安市雁塔区长延堡街道", (*YANTA, "长延堡街道")),
        ("陕西省西安市", "雁塔区长延堡街道", (*YANTA, "长延堡街道")),
        ("陕西省西安市雁塔区", "", YANTA),
        ("山西省吕梁市兴县", "", OWN),
        ("山西省吕梁市兴县", "蔚汾镇", (*OWN, TOWN)),
        ("山西省吕梁市兴县", "蔚汾镇贺家坪村", (*OWN, TOWN, VILLAGE)),
        ("", "蔚汾景苑社区", (*OWN, TOWN, COMMUNITY)),
        ("", "景苑小区5号楼1单元", (*OWN, TOWN, COMMUNITY, "景苑小区", "5", "1")),
        ("北京市", "海淀区中关村街道", ("11", "1101", "110108", "中关村街道")),
        ("上海市浦东新区", "川沙新镇", ("31", "3101", "310115", "川沙新镇")),
    ],
)
def test_areas(placer: Placer, region: str, name: str, place: tuple[str, ...]) -> None:
    assert placer.area(region, name) == place


@pytest.mark.parametrize(
    ("region", "name", "reason"),
    [
        ("陕西省", "某街道", "county_unknown"),
        ("陕西省西安市", "某街道", "county_unknown"),
        ("", "某处", "place_unknown"),
        ("", "", "place_unknown"),
        ("山西省吕梁市", "某镇", "county_unknown"),
    ],
)
def test_areas_that_are_not_found(placer: Placer, region: str, name: str, reason: str) -> None:
    with pytest.raises(Unplaced) as unclear:
        placer.area(region, name)
    assert unclear.value.reason == reason


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("西安", ("61", "6101")),
        ("陕西", ("61",)),
        ("西安市雁塔区", YANTA),
        ("西安雁塔长延堡街道明德门小区", (*YANTA, "长延堡街道", "", "明德门小区")),
        ("西安市雁塔区科技路12号", YANTA),
        ("从西安市雁塔区返回", YANTA),
        ("吕梁市", ("14", "1411")),
        ("兴县", OWN),
        ("", ()),
        ("不详", ()),
        ("国外", ()),
    ],
)
def test_journeys(placer: Placer, text: str, place: tuple[str, ...]) -> None:
    assert placer.stay(text) == place


@pytest.mark.parametrize(
    ("code", "address", "place"),
    [
        (VILLAGE, "兴县蔚汾镇贺家坪村", (*OWN, TOWN, VILLAGE)),
        (COMMUNITY, "兴县蔚汾镇景苑小区5号楼101", (*OWN, TOWN, COMMUNITY, "景苑小区", "5")),
        (COMMUNITY, "", (*OWN, TOWN, COMMUNITY)),
        (TOWN, "蔚汾镇某处", (*OWN, TOWN)),
        ("", "某处", OWN),
    ],
)
def test_homes(placer: Placer, code: str, address: str, place: tuple[str, ...]) -> None:
    assert placer.home(code, address) == place


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (YANTA, "陕西省西安市雁塔区"),
        (
            (*YANTA, "长延堡街道", "", "明德门小区", "3", "2"),
            "陕西省西安市雁塔区长延堡街道明德门小区3号楼2单元",
        ),
        (("11", "1101", "110108"), "北京市海淀区"),
        (("61",), "陕西省"),
    ],
)
def test_places_in_words(placer: Placer, place: tuple[str, ...], words: str) -> None:
    assert placer.say(place) == words


def test_a_key_and_the_words_of_the_compound() -> None:
    assert key_of((*YANTA, "", "", "甲小区")) == "61/6101/610113///甲小区"
    assert compound_of((*YANTA, "", "", "甲小区")) == "甲小区"
    assert compound_of(YANTA) == ""
