"""Reading an address from left to right: ours or elsewhere, and the place named last decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.places.cleaning import join_pieces, normalise, split_pieces
from lianfang.core.places.gazetteer import Gazetteer
from lianfang.core.places.model import Area
from lianfang.core.places.own import OwnPlaces
from lianfang.core.places.regions import Regions
from lianfang.core.places.scan import Names, Scan


@pytest.fixture(scope="module")
def names(divisions: dict[str, tuple[Area, ...]], nation: tuple[Area, ...]) -> Names:
    own = OwnPlaces(divisions["xing"], "兴县", {"幸福里小区": "XG-017", "东城华府": "141123100016"})
    return Names(own, Regions("141123", divisions["xing"], nation))


def scan(names: Names, address: str) -> Scan:
    return Scan(join_pieces(split_pieces(normalise(address))), names).run()


def places(names: Names, address: str) -> str:
    """What the address comes to in one line: away, the places found, or nothing."""
    result = scan(names, address)
    if result.away is not None:
        return f"away {result.away}".strip()
    if result.found is None:
        return "home" if result.home else "nothing"
    found = result.found
    return " ".join(filter(None, [found.town, *found.places, *found.towns]))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("山西省吕梁市兴县蔚汾镇东关村委会", "141123100 141123100200"),
        ("山西兴县蔚汾镇东关", "141123100 141123100200"),
        ("吕梁兴县蔚汾东关", "141123100 141123100200"),
        ("省吕梁市兴县蔚汾镇", "141123100"),
        ("陕西省吕梁市兴县蔚汾镇东关村", "141123100 141123100200"),
        ("兴县兴县蔚汾镇蔚汾镇东关村", "141123100 141123100200"),
        ("本县蔚汾镇东关村", "141123100 141123100200"),
        ("现住址：兴县蔚汾镇东关", "141123100 141123100200"),
        ("住兴县蔚汾镇东关附近", "141123100 141123100200"),
        ("（兴县）蔚汾镇", "141123100"),
        ("兴县", "home"),
        ("兴县县城", "home"),
        ("吕梁市", "home"),
        ("兴县阳光花园", "home"),
        ("兴县老家", "home"),
        ("阳光花园", "nothing"),
        ("东关 康宁镇", "141123103"),
        ("宋家塔 蔚汾镇", "141123100 141123100205"),
        ("宋家塔村（蔚汾镇）", "141123100 141123100205"),
        ("西关 蔚汾镇", "141123100 141123100019 141123100201"),
        ("蔚汾镇，康宁镇", "141123103"),
        ("蔚汾镇西坪村，东关村", "141123104201"),
        ("东关村，西坪村", "141123100200"),
        ("蔚汾镇东关村，现住康宁镇康宁村", "141123103 141123103200"),
        ("蔚汾镇东关村，现住西坪村", "141123104201"),
    ],
)
def test_places_of_ours(names: Names, address: str, expected: str) -> None:
    assert places(names, address) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("兴县县城东关村", "141123100200"),
        ("兴县蔚汾镇城内东关村", "141123100 141123100200"),
        ("兴县迎宾路东关村", "141123100200"),
        ("兴县迎宾路东关", "home"),
        ("兴县幸福花园 东关村", "141123100200"),
        ("兴县幸福花园 东关", "home"),
        ("兴县新东关村", "home"),
        ("兴县恶虎滩乡恶虎滩村", "141123204224"),
        ("寺耳镇东关村", "nothing"),
        ("某某厂蔚汾镇东关村", "141123100 141123100200"),
        ("某某厂蔚汾东关村", "nothing"),
    ],
)
def test_after_unknown_words_only_what_says_its_kind(names: Names, address: str, expected: str) -> None:
    assert places(names, address) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("太原市小店区", "away 140105"),
        ("太原小店", "away 140105"),
        ("山西孝义", "away 141181"),
        ("云南红河州元阳县", "away 532528"),
        ("北京市朝阳区", "away 110105"),
        ("天津市和平区", "away 120101"),
        ("和平区", "away"),
        ("滨州市博兴县", "away 371625"),
        ("浙江长兴县", "away 330522"),
        ("大连市中山区建设街", "away 210202"),
        ("武汉打工", "away 4201"),
        ("河南省省直辖县级行政区划济源市", "away 419001"),
        ("北京市市辖区平谷区", "away 110117"),
        ("太原市小店区山西大厦", "away 140105"),
        ("兴县离石区", "away 141102"),
        ("兴县临县", "away 141124"),
    ],
)
def test_places_elsewhere(names: Names, address: str, expected: str) -> None:
    assert places(names, address) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        # after another county its towns and villages follow, whatever they are called
        ("太原市小店区东关村", "away 140105"),
        ("太原市小店区迎宾路东关村", "away 140105"),
        ("太原市小店区康宁镇", "away 140105"),
        ("太原市小店区蔚汾镇东关村", "away 140105"),
        ("太原市康宁镇", "away 1401"),
        # until ours is named, a word of moving stands between, or town and village fit together
        ("太原市小店区回兴县蔚汾镇东关村", "141123100 141123100200"),
        ("太原市小店区回蔚汾镇", "141123100"),
        ("太原市小店区，回东关村", "141123100200"),
        ("太原市小店区返回康宁镇", "141123103"),
        ("武汉返乡 蔚汾镇西坡", "141123101223"),
        ("太原市蔚汾镇东关村", "141123100 141123100200"),
        ("太原市小店区，蔚汾镇东关村", "141123100 141123100200"),
        ("太原市小店区，蔚汾镇", "away 140105"),
        ("太原市兴县", "home"),
        ("太原市吕梁市蔚汾镇", "141123100"),
        ("太原市回吕梁", "away 1401"),
        # and the other way round
        ("兴县蔚汾镇人,现住太原市迎泽区", "away 140106"),
        ("兴县蔚汾镇东关村 太原", "away 1401"),
        ("兴县蔚汾镇东关村太原街", "141123100 141123100200"),
        ("兴县蔚汾镇北京路12号", "141123100"),
        ("兴县东关村，吕梁市离石区", "away 141102"),
        ("太原市小店区，现住兴县蔚汾镇，后去武汉", "away 4201"),
    ],
)
def test_where_both_are_named_the_last_decides(names: Names, address: str, expected: str) -> None:
    assert places(names, address) == expected


@pytest.mark.parametrize(
    ("address", "conflict", "rival"),
    [
        ("蔚汾镇白家塔", "141123100", ""),
        ("蔚汾镇白家塔 魏家滩镇", "", ""),
        ("魏家滩镇白家塔", "", ""),
        ("南通", "", "3206"),
        ("南通，东关", "", "3206"),
        ("柳林", "", "141125"),
        ("长乐", "", ""),
        ("兴县南通", "", ""),
        ("南通村", "", ""),
        ("蔚汾镇南通", "", ""),
    ],
)
def test_what_speaks_against_a_place_is_kept(names: Names, address: str, conflict: str, rival: str) -> None:
    result = scan(names, address)
    assert result.found is not None
    assert (result.conflict, result.rival) == (conflict, rival)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("兴县幸福里小区3号楼", "XG-017"),
        ("蔚汾镇东城社区幸福里小区", "141123100 XG-017"),
        ("东城社区幸福里小区", "XG-017"),
        ("康宁镇东城华府", "141123100016"),
        ("康宁镇康宁村东城华府", "141123103 141123103200"),
        ("兴县大院幸福里小区", "XG-017"),
        ("太原市小店区幸福里小区", "away"),
    ],
)
def test_compounds_the_county_has_entered(names: Names, address: str, expected: str) -> None:
    assert places(names, address).removesuffix(" 140105") == expected


@pytest.mark.parametrize(
    ("address", "rest"),
    [("兴县蔚汾镇", False), ("兴县蔚汾镇3号", False), ("兴县蔚汾镇政府", True), ("幸福小区蔚汾镇", False)],
)
def test_words_left_over_are_noticed(names: Names, address: str, rest: bool) -> None:
    assert scan(names, address).rest is rest


WORDS = [
    "太原市",
    "小店区",
    "兴县",
    "蔚汾镇",
    "东关村",
    "南通",
    "现住",
    "回",
    "，",
    "3号",
    "花园",
    "古县",
    "区",
    "镇",
]


@given(words=st.lists(st.sampled_from(WORDS), max_size=10))
def test_whatever_comes_before_the_last_full_address_decides(
    words: list[str], gazetteers: dict[str, Gazetteer]
) -> None:
    before = "".join(words)
    assert gazetteers["xing"].resolve(before + "，现住兴县蔚汾镇东关村").verdict == "141123100200"
    assert gazetteers["xing"].resolve(before + "，现住太原市小店区").verdict == "elsewhere"
