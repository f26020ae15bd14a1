"""Leads in words: every code the room can meet has Chinese words, and what is missing is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.utils import translation
from tests.rooms.leads.county import AT, MIDNIGHT, VILLAGE

from lianfang.core.identity.same import _WEIGHT, Suggestion
from lianfang.core.intake.rows import Reason
from lianfang.core.moves import LEAD_MOVES
from lianfang.leads import present
from lianfang.leads.forms import CallForm, LetterForm, NoteForm, ReplyForm, asking_form
from lianfang.leads.models import CallOutcome, DoubtfulPair, Lead
from lianfang.leads.outcomes import RULES, OutcomeIncomplete, check_outcome

TABLES: list[tuple[str, Mapping[str, object], set[str]]] = [
    ("states", present.STATES, set(Lead.State.values)),
    ("tones", present.STATE_TONES, set(Lead.State.values)),
    ("holders", present.HOLDERS, set(Lead.Holder.values)),
    ("places", present.PLACES, {"assigned", "ambiguous", "elsewhere", "none"}),
    ("outcomes", present.OUTCOMES, set(CallOutcome.values)),
    ("icons", present.OUTCOME_ICONS, set(CallOutcome.values)),
    ("letters", present.LETTER_STATES, {"draft", "sent", "answered"}),
    ("suggestions", present.SUGGESTIONS, {one.value for one in Suggestion}),
    ("doubts", present.DOUBT_REASONS, {*_WEIGHT, "name_and_mobile_equal"}),
    ("rows", present.ROW_REASONS, {one.value for one in Reason} - {"name_missing", "no_identity_no_contact"}),
]
WORDS = [table for table in TABLES if table[0] not in ("tones", "icons")]


@pytest.mark.parametrize(("name", "table", "codes"), TABLES, ids=[name for name, *_ in TABLES])
def test_every_code_has_its_words_and_no_word_is_without_a_code(
    name: str, table: Mapping[str, object], codes: set[str]
) -> None:
    assert set(table) == codes


@pytest.mark.parametrize(("name", "table", "codes"), WORDS, ids=[name for name, *_ in WORDS])
def test_words_are_chinese_and_tell_codes_apart(
    name: str, table: Mapping[str, object], codes: set[str]
) -> None:
    with translation.override("zh-hans"):
        said = [str(words) for words in table.values()]
    assert len(set(said)) == len(said)
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in words) for words in said), said


def test_a_note_that_is_a_code_is_said_in_words_and_what_was_typed_stays() -> None:
    with translation.override("zh-hans"):
        assert present.say_move_note("close", "released") == "管控已解除"
        assert present.say_move_note("merge", "12") == "并入线索12"
        assert present.say_move_note("assign_town", "released") == "released"
        assert present.say_move_note("reopen", "电话打错") == "电话打错"
    ends = {note for move, note in present.MOVE_NOTES if move == "close"}
    assert ends == {"released", "left", "died", "cancelled"}


def test_every_move_is_said_in_words() -> None:
    for move in LEAD_MOVES.names:
        assert str(present.say_move(move)) not in ("", move)
    assert present.say_move("unheard of") == "unheard of"


def lead(state: str, due: int) -> Lead:
    return Lead(state=state, due_at=AT + timedelta(hours=due))


@pytest.mark.parametrize(
    ("state", "due", "overdue"),
    [
        ("open", 0, True),
        ("open", -1, True),
        ("open", 1, False),
        ("answered", -1, False),
        ("closed", -1, False),
    ],
)
def test_only_a_lead_that_waits_past_its_deadline_is_overdue(state: str, due: int, overdue: bool) -> None:
    assert present.is_overdue(lead(state, due), AT) is overdue


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ("away_place", "back_on")),
        ({"away_place": "太原"}, ("back_on",)),
        ({"back_on": MIDNIGHT}, ("away_place",)),
        ({"away_place": "", "back_on": None}, ("away_place", "back_on")),
    ],
)
def test_an_outcome_says_what_it_still_needs(given: dict[str, object], missing: tuple[str, ...]) -> None:
    with pytest.raises(OutcomeIncomplete) as refused:
        check_outcome(CallOutcome.AWAY, given)
    assert (refused.value.outcome, refused.value.missing) == (CallOutcome.AWAY, missing)
    said = present.say_incomplete(refused.value)
    assert str(present.OUTCOMES[CallOutcome.AWAY]) in said
    assert all(str(present._FIELDS[name]) in said for name in missing)


@pytest.mark.parametrize("outcome", [outcome for outcome in CallOutcome if not RULES[outcome].needs])
def test_most_outcomes_need_no_more_than_a_tap(outcome: CallOutcome) -> None:
    assert check_outcome(outcome, {}) is RULES[outcome]
    assert CallForm({"outcome": outcome.value}).is_valid()


def test_an_outcome_that_closes_settles_too() -> None:
    for rule in RULES.values():
        assert rule.settles or not (rule.closes or rule.to_office or rule.letter)
        assert bool(rule.result) is rule.settles
        assert not (rule.closes and rule.to_office)


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ({"outcome": "asleep"}, {"outcome"}),
        ({}, {"outcome"}),
        ({"outcome": "away", "back_on": "5 March"}, {"back_on"}),
        ({"outcome": "away", "back_on": "2022-02-30"}, {"back_on"}),
        ({"outcome": "no_answer", "note": "长" * 301}, {"note"}),
        ({"outcome": "elsewhere", "away_place": "长" * 121}, {"away_place"}),
        ({"outcome": "no_answer", "key": "k" * 81}, {"key"}),
    ],
)
def test_a_call_form_names_the_field_that_is_wrong(told: dict[str, str], faults: set[str]) -> None:
    assert set(CallForm(told).errors) == faults


@pytest.mark.parametrize(
    ("outcome", "required"),
    [(CallOutcome.AWAY, {"away_place", "back_on"}), (CallOutcome.ELSEWHERE, {"away_place"})],
)
def test_the_form_of_an_outcome_asks_for_what_it_needs(outcome: CallOutcome, required: set[str]) -> None:
    form = asking_form(outcome, "id")
    asked = {name for name in ("away_place", "back_on", "note") if form.fields[name].required}
    assert asked == required
    assert {field.id_for_label for field in form} >= {f"id_{outcome}_{name}" for name in required}
    assert not CallForm().fields["away_place"].required


@pytest.mark.parametrize(
    ("form", "name", "most"),
    [(NoteForm, "note", 200), (LetterForm, "to_name", 80), (ReplyForm, "reply", 200)],
)
def test_a_reason_is_given_and_fits(form: type[NoteForm], name: str, most: int) -> None:
    assert form({name: "字" * most}).is_valid()
    for told in ("", "   ", "字" * (most + 1)):
        assert set(form({name: told}).errors) == {name}


def test_reasons_of_a_pair_are_said_without_their_weights() -> None:
    pair = DoubtfulPair(reasons=[["name_equal", 0.4], ["born_equal", 0.3], ["unheard", 0.1]])
    assert [str(words) for words in present.say_reasons(pair)] == [
        str(present.DOUBT_REASONS["name_equal"]), str(present.DOUBT_REASONS["born_equal"]), "unheard",
    ]  # fmt: skip


def test_what_a_row_lacked_is_said() -> None:
    said = present.say_row_reasons(["id_missing", "phone_invalid", "unheard"])
    assert [str(words) for words in said][2] == "unheard" and len(set(map(str, said))) == 3
    assert present.say_row_reasons([]) == []


@pytest.mark.django_db
def test_names_of_places_are_read_at_once(console: object) -> None:
    lead = Lead(town="141123100", community=VILLAGE, grid="", candidates=["141123101"])
    assert set(present.name_places([lead])) == {"141123100", VILLAGE, "141123101"}
    assert present.name_places([]) == {}
