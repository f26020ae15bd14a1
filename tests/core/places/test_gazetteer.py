"""From an address to an area: the bars of A3 on shared and made lists, and what is told beside the area."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.places.conftest import COUNTIES
from tests.core.places.made import make_addresses

from lianfang.core.places import gazetteer as module
from lianfang.core.places.gazetteer import Gazetteer
from lianfang.core.places.model import Area, Missing, Reason, Resolution, Verdict

SPARSELY = int(os.environ.get("LIANFANG_TEST_EVERY", "5"))
PUSHES = Path(__file__).resolve().parents[4] / "shared" / "data" / "pushes"


@dataclass
class Tally:
    """How a list of addresses with known verdicts was resolved."""

    rows: int = 0
    wrong_place: int = 0
    resolvable: int = 0
    resolved: int = 0
    told: int = 0
    told_apart: int = 0

    def add(self, expected: str, got: str) -> None:
        self.rows += 1
        self.wrong_place += got.isdecimal() and got != expected
        if expected.isdecimal():
            self.resolvable += 1
            self.resolved += got == expected
        else:
            self.told += 1
            self.told_apart += got == expected

    def assert_bars(self) -> None:
        assert self.rows > 0
        assert self.wrong_place <= 0.005 * self.rows
        assert self.resolved >= 0.97 * self.resolvable
        assert self.told_apart >= 0.97 * self.told


@pytest.mark.parametrize("county", COUNTIES)
def test_made_addresses_of_every_form_meet_the_bars(
    county: str,
    gazetteers: dict[str, Gazetteer],
    divisions: dict[str, tuple[Area, ...]],
    nation: tuple[Area, ...],
) -> None:
    """Every fifth of some 25,000 addresses a county: five is prime to the prefixes and to the forms of a village,
    so all of both are met. LIANFANG_TEST_EVERY=1 tries them all.
    """
    tally, missed = Tally(), []
    for address, expected in make_addresses(divisions[county], COUNTIES[county], nation)[::SPARSELY]:
        got = gazetteers[county].resolve(address).verdict
        tally.add(expected, got)
        if got != expected:
            missed.append((address, expected, got))
    assert tally.rows > 1000
    assert len(missed) <= 0.002 * tally.rows, missed[:20]  # far inside the bars; look at what fell out
    tally.assert_bars()


@pytest.mark.skipif(not PUSHES.is_dir(), reason="the shared lists lie beside the repository and are not here")
@pytest.mark.parametrize("truth", sorted(PUSHES.glob("*.truth.json")), ids=lambda path: path.stem)
def test_the_shared_lists_are_resolved_without_a_miss(truth: Path, gazetteers: dict[str, Gazetteer]) -> None:
    listed = json.loads(truth.read_text(encoding="utf-8"))
    county = next(name for name, code in COUNTIES.items() if code == listed["county"])
    tally, missed = Tally(), []
    for row in listed["rows"]:
        got = gazetteers[county].resolve(row["address"]).verdict
        tally.add(row["area"], got)
        if got != row["area"]:
            missed.append((row["address"], row["area"], got))
    assert missed == []
    tally.assert_bars()


@pytest.mark.parametrize(
    ("county", "address", "verdict"),
    [
        # names of regions within names of ours, and the other way round
        ("xi", "石家庄村", "141031204206"),
        ("xi", "石家庄市", "elsewhere"),
        ("xi", "城南乡石家庄3组", "141031204206"),
        ("xi", "石家庄", "ambiguous"),
        ("xi", "隰县古县", "141031102202"),
        ("xi", "古县", "ambiguous"),
        ("xi", "临汾市古县", "elsewhere"),
        ("xi", "龙泉", "ambiguous"),
        ("xi", "隰县", "none"),
        ("shangzhou", "广东坪", "611002115210"),
        ("shangzhou", "朝阳村", "611002109205"),
        ("shangzhou", "朝阳区", "elsewhere"),
        ("shangzhou", "黄山", "ambiguous"),
        ("shangzhou", "商洛市洛南县城关街道西街社区", "elsewhere"),
        ("shangzhou", "商洛学院", "611002406498"),
        ("shangzhou", "南", "ambiguous"),
        ("shangzhou", "城关街道付3组", "611002001206"),
        ("shangzhou", "金陵寺镇刘1组", "611002106204"),
        ("shangzhou", "夜村镇刘1村", "611002101227"),
        ("shangzhou", "刘湾街道15里铺村", "611002004227"),
        ("luonan", "中山村", "611021102223"),
        ("luonan", "中山区建设街", "elsewhere"),
        ("luonan", "商洛市商州区城关街道西街社区", "elsewhere"),
        ("luonan", "景村社区", "611021101001"),
        ("luonan", "王村", "ambiguous"),
        ("fushan", "榆社村", "141027206204"),
        ("fushan", "榆社县", "elsewhere"),
        ("fushan", "浮山寨圪塔乡", "141027206"),
        ("fushan", "北韩南庄村", "141027103224"),
        ("fushan", "高村", "ambiguous"),
        ("yuci", "安宁街道", "140702007"),
        ("yuci", "安宁区", "elsewhere"),
        ("yuci", "榆次区桥西", "140702001003"),
        ("yuci", "石家庄市桥西区", "elsewhere"),
        ("yuci", "榆次区阳光 花园", "none"),
        ("yuci", "晋中开发区", "140702401"),
        ("yuci", "西南街道525库", "140702004010"),
        ("yuci", "南关市场", "none"),
        ("xing", "兴县柳林", "141123106201"),
        ("xing", "吕梁柳林", "elsewhere"),
        ("xing", "滨州市博兴县", "elsewhere"),
        ("xing", "新疆乌苏", "elsewhere"),
        ("xing", "大同市矿区", "elsewhere"),
        ("xing", "开发区", "141123400"),
    ],
)
def test_traps(county: str, address: str, verdict: str, gazetteers: dict[str, Gazetteer]) -> None:
    assert gazetteers[county].resolve(address).verdict == verdict


@pytest.mark.parametrize(
    ("address", "reason", "hint"),
    [
        ("蔚汾镇东关村", Reason.TOWN_AND_VILLAGE, Missing.NOTHING),
        ("东关村", Reason.VILLAGE, Missing.NOTHING),
        ("蔚汾镇", Reason.TOWN_ONLY, Missing.VILLAGE),
        ("蔚汾镇幸福里小区", Reason.VILLAGE_UNKNOWN, Missing.VILLAGE),
        ("任家湾", Reason.SAME_NAME, Missing.WHICH_TOWN),
        ("蔚汾镇西关", Reason.SAME_NAME, Missing.WHICH_KIND),
        ("康宁", Reason.TOWN_OR_VILLAGE, Missing.VILLAGE),
        ("南通", Reason.HERE_OR_AWAY, Missing.WHICH_COUNTY),
        ("蔚汾镇白家塔", Reason.TOWN_CONFLICT, Missing.WHICH_TOWN),
        ("太原市", Reason.ELSEWHERE, Missing.NOTHING),
        ("", Reason.EMPTY, Missing.ADDRESS),
        ("--", Reason.EMPTY, Missing.ADDRESS),
        ("不详", Reason.PLACEHOLDER, Missing.ADDRESS),
        ("兴县", Reason.COUNTY_ONLY, Missing.TOWN),
        ("吕梁市", Reason.COUNTY_ONLY, Missing.TOWN),
        ("兴县幸福里小区3号楼", Reason.UNKNOWN_PLACE, Missing.TOWN),
        ("幸福里小区", Reason.UNRECOGNISED, Missing.WHICH_COUNTY),
    ],
)
def test_the_reason_and_what_the_office_must_find_out(
    address: str, reason: Reason, hint: Missing, gazetteers: dict[str, Gazetteer]
) -> None:
    resolution = gazetteers["xing"].resolve(address)
    assert (resolution.reason, resolution.hint) == (reason, hint)


@pytest.mark.parametrize(
    ("address", "candidates"),
    [
        ("任家湾", ("141123102223", "141123104207")),
        ("西关", ("141123100019", "141123100201")),
        ("康宁", ("141123103200", "141123103")),
        ("柳林", ("141123106201", "141125")),
        ("蔚汾镇白家塔", ("141123101227", "141123100")),
        ("蔚汾镇宋家", ()),
    ],
)
def test_a_choice_is_offered(
    address: str, candidates: tuple[str, ...], gazetteers: dict[str, Gazetteer]
) -> None:
    assert set(gazetteers["xing"].resolve(address).candidates) == set(candidates)


@pytest.mark.parametrize(
    ("address", "code"),
    [("太原市小店区", "140105"), ("太原", "1401"), ("和平区", ""), ("桥西区", "13"), ("河南省", "41")],
)
def test_the_region_elsewhere_is_told_as_deep_as_it_is_named(
    address: str, code: str, gazetteers: dict[str, Gazetteer]
) -> None:
    assert gazetteers["xing"].resolve(address).elsewhere == code


def test_the_surer_the_writing_the_higher_the_confidence(gazetteers: dict[str, Gazetteer]) -> None:
    falling = ["蔚汾镇贺家圪台村", "贺家圪台村", "贺家圪台", "贺家圪台社区", "贺家屹台村"]
    values = [gazetteers["xing"].resolve(address).confidence for address in falling]
    assert values == sorted(set(values), reverse=True)
    assert all(0 < value <= 1 for value in values)
    assert (
        gazetteers["xing"].resolve("蔚汾镇某处").confidence < gazetteers["xing"].resolve("蔚汾镇").confidence
    )


@pytest.fixture(scope="module")
def with_compounds(divisions: dict[str, tuple[Area, ...]], nation: tuple[Area, ...]) -> Gazetteer:
    compounds = {"幸福里小区": "XG-017", "3号院": "141123100018", "－": "141123100016"}
    return Gazetteer("141123", divisions["xing"], nation, compounds)


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("兴县幸福里小区3号楼", "XG-017"),
        ("兴县3号院2单元", "141123100018"),
        ("兴县13号院", "none"),
        ("兴县5号院", "none"),
        ("－", "none"),
        ("兴县", "none"),
    ],
)
def test_compounds_lead_to_their_grid(address: str, verdict: str, with_compounds: Gazetteer) -> None:
    assert with_compounds.resolve(address).verdict == verdict


def test_a_compound_is_told_as_such(with_compounds: Gazetteer) -> None:
    assert with_compounds.resolve("幸福里小区").reason is Reason.ALIAS


def test_a_county_must_be_among_its_areas(
    divisions: dict[str, tuple[Area, ...]], nation: tuple[Area, ...]
) -> None:
    with pytest.raises(ValueError, match="the county 141124 is not among the areas given for it"):
        Gazetteer("141124", divisions["xing"], nation)


def test_addresses_that_differ_in_figures_only_are_read_once(with_compounds: Gazetteer) -> None:
    first = with_compounds.resolve("蔚汾镇东关村1号")
    assert with_compounds.resolve("蔚汾镇东关村22号") is first


def test_what_is_remembered_stays_bounded(
    divisions: dict[str, tuple[Area, ...]], nation: tuple[Area, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    gazetteer = Gazetteer("141123", divisions["xing"], nation)
    addresses = ["蔚汾镇", "康宁镇", "瓦塘镇", "东会乡", "蔚汾镇", "东关村" + "旁" * 200]
    codes = [gazetteer.resolve(address).verdict for address in addresses * 2]
    assert codes[:6] == codes[6:]
    assert codes[0] == codes[4] == "141123100"
    assert codes[5] == "141123100200"


SHORT = Gazetteer("01", [Area("01", "兴县", module.Level.COUNTY, "")], [])


@given(st.text(max_size=60))
def test_no_text_whatever_stops_it(address: str) -> None:
    resolution = SHORT.resolve(address)
    assert isinstance(resolution, Resolution)
    assert resolution.kind in (Verdict.NONE, Verdict.ELSEWHERE)
