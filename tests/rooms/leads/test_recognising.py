"""Who the rows of a block are is told ahead of their leads: the same comes out as in one step, and nothing is lost."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction
from tests.rooms.leads.county import AT, list_row, make_batch, make_county, number, open_list, traveller
from tests.rooms.leads.test_workers import text_of

from lianfang.intake.actions import accept_file, read_batch, reading
from lianfang.intake.models import Batch
from lianfang.intake.queries import ListRow
from lianfang.leads import beside, importing
from lianfang.leads.actions.opening import Block, open_block, read_block, recognise_block
from lianfang.leads.importing import import_batch, open_batch_rows
from lianfang.leads.incoming import prepare
from lianfang.leads.models import DoubtfulPair, Lead, LeadSource, RecognisedBlock
from lianfang.people.actions import merge
from lianfang.people.models import Person
from lianfang.shared.actor import Actor

PEOPLE, ROWS = 30, 37
PLACE = "兴县蔚汾镇贺家坪村"


def block_of(rows: list[ListRow]) -> Block:
    return Block(rows, prepare(rows))


def told(batch: Batch, *rows: ListRow) -> Block:
    return recognise_block(batch_id=batch.pk, block=block_of(list(rows)), at=AT)


def opened(console: Actor, batch: Batch, block: Block):
    return open_block(batch_id=batch.pk, block=block, by=console, at=AT)


def rows_of(batch: Batch, *travellers, **given) -> list[ListRow]:
    return [list_row(batch, seq, one, **given) for seq, one in enumerate(travellers)]


@pytest.fixture
def zhang():
    return traveller("张三", number(1), "15400000001", PLACE)


def test_people_are_made_before_their_leads_and_the_leads_take_over(console: Actor, zhang) -> None:
    batch = make_batch()
    li = traveller("李四", "", "15400000002", PLACE)
    block = told(batch, *rows_of(batch, zhang, li, None))
    assert (Person.objects.count(), Lead.objects.count()) == (2, 0)
    kept = RecognisedBlock.objects.get()
    assert (kept.batch_id, kept.last_seq, kept.seqs) == (batch.pk, 2, [0, 1])
    assert kept.people == kept.made == [answer.person_id for answer in block.found or []]
    answer = opened(console, batch, block)
    assert (answer.opened, answer.joined, answer.last_seq) == (2, 0, 2)
    assert not RecognisedBlock.objects.exists()
    assert set(Lead.objects.values_list("person", flat=True)) == set(kept.people)


def test_a_block_told_by_one_that_was_killed_is_opened_as_told(console: Actor, zhang) -> None:
    batch = make_batch()
    open_list(console, traveller("王小五", "", "15400000009", PLACE))
    known = Person.objects.get(name="王小五")
    wang = traveller("王小五", "", "15400000008", PLACE)  # another phone: a doubtful pair
    rows = rows_of(batch, zhang, wang)
    block = told(batch, *rows)
    made = {answer.person_id for answer in block.found or []}
    answer = opened(console, batch, block_of(rows))  # the next process reads the rows anew
    assert (answer.opened, answer.joined, answer.doubtful) == (2, 0, 1)
    assert Person.objects.count() == 3 and not RecognisedBlock.objects.exists()
    assert set(Lead.objects.exclude(person=known).values_list("person", flat=True)) == made
    assert DoubtfulPair.objects.get().other_id == known.pk


def test_told_twice_is_told_once(console: Actor, zhang) -> None:
    batch = make_batch()
    rows = rows_of(batch, zhang)
    first, second = told(batch, *rows), told(batch, *rows)
    assert first.found == second.found
    assert (Person.objects.count(), RecognisedBlock.objects.count()) == (1, 1)
    assert opened(console, batch, second).opened == 1


def test_what_was_told_in_larger_blocks_serves_smaller_ones(console: Actor) -> None:
    batch = make_batch()
    everyone = [
        traveller(f"张{chr(0x4E00 + seed)}", number(seed), f"154{seed:08d}", PLACE) for seed in range(1, 6)
    ]
    rows = rows_of(batch, *everyone)
    told(batch, *rows)
    for first in (0, 2, 4):
        opened(console, batch, block_of(rows[first : first + 2]))
    assert (Person.objects.count(), Lead.objects.count(), LeadSource.objects.count()) == (5, 5, 5)
    assert not RecognisedBlock.objects.exists()


@pytest.mark.parametrize("leads_first", [True, False])
def test_a_row_that_repeats_one_of_an_earlier_block_is_that_person(
    console: Actor, zhang, leads_first: bool
) -> None:
    batch = make_batch()
    first = list_row(batch, 0, zhang)
    again = list_row(batch, 1, replace_name(zhang, "张珊"), duplicate_of=0)
    before = told(batch, first)
    if leads_first:
        opened(console, batch, before)
    after = told(batch, again)
    assert [answer.person_id for answer in after.found or []] == [before.found[0].person_id]
    if not leads_first:
        opened(console, batch, before)
    answer = opened(console, batch, after)
    assert (answer.opened, answer.joined, answer.duplicates) == (0, 0, 1)
    assert LeadSource.objects.values("lead").distinct().count() == 1


def replace_name(one, name: str):
    return one._replace(name=name, name_key=name)


def test_who_is_joined_to_another_meanwhile_gets_the_lead_of_that_one(console: Actor, zhang) -> None:
    open_list(console, zhang)
    kept = Person.objects.get()
    batch = make_batch()
    block = told(batch, *rows_of(batch, traveller("张三", "", "15400000007", PLACE)))
    gone = Person.objects.exclude(pk=kept.pk).get()
    merge(kept=kept, gone=gone, reason="同一人", by=console, at=AT)
    answer = opened(console, batch, block)
    assert (answer.opened, answer.joined) == (0, 1)
    assert Lead.objects.get().person_id == kept.pk
    assert LeadSource.objects.filter(batch=batch).get().person_id == kept.pk


def test_a_lead_opened_by_another_list_meanwhile_is_joined(console: Actor, zhang) -> None:
    batch = make_batch()
    block = told(batch, *rows_of(batch, zhang))
    open_list(console, zhang)
    answer = opened(console, batch, block)
    assert (answer.opened, answer.joined) == (0, 1)
    assert Lead.objects.count() == 1


def test_a_block_that_has_its_leads_is_passed_over(console: Actor, zhang) -> None:
    batch = make_batch()
    block = told(batch, *rows_of(batch, zhang))
    assert opened(console, batch, block).opened == 1
    assert opened(console, batch, replace(block)).again


@pytest.fixture
def by(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    monkeypatch.setattr(reading, "BLOCK_ROWS", 7)
    return make_county()


@pytest.fixture
def received(by: Actor) -> Batch:
    """A list of 37 rows that was received and not read yet."""
    content = text_of(range(1, PEOPLE + 1))
    return accept_file(
        content=content, filename="a.csv", source_name="省厅", pushed_at=AT, by=by, at=AT
    ).batch


def check_whole(batch: Batch) -> None:
    done = Batch.objects.get(pk=batch.pk)
    assert (done.state, done.rows, done.opened_rows) == ("done", ROWS, ROWS)
    assert (Person.objects.count(), Lead.objects.count(), LeadSource.objects.count()) == (
        PEOPLE,
        PEOPLE,
        ROWS,
    )
    assert not RecognisedBlock.objects.exists()
    assert not [one for one in threading.enumerate() if one.name.startswith(("reading", "recognising"))]


def test_an_import_goes_on_where_people_were_told_and_leads_not_opened(
    by: Actor, received: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**given):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(importing, "open_block", fail)
        with pytest.raises(ZeroDivisionError):
            import_batch(batch_id=received.pk, by=by, tick=lambda: AT)
    assert RecognisedBlock.objects.exists() and Person.objects.exists() and not Lead.objects.exists()
    import_batch(batch_id=received.pk, by=by, tick=lambda: AT)
    check_whole(received)


def test_a_worker_goes_on_where_people_were_told(by: Actor, received: Batch) -> None:
    read_batch(batch_id=received.pk, by=by, tick=lambda: AT)
    block = read_block(batch_id=received.pk, after_seq=-1, limit=11)
    recognise_block(batch_id=received.pk, block=block, at=AT)
    assert not open_batch_rows(batch_id=received.pk, by=by, tick=lambda: AT)
    check_whole(received)


def test_where_telling_fails_it_is_heard_of_and_the_next_goes_on(
    by: Actor, received: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, blocks = beside.recognise_block, []

    def fail_at_the_third(**given):
        blocks.append(given["block"])
        if len(blocks) == 3:
            raise ZeroDivisionError
        return whole(**given)

    with monkeypatch.context() as patched:
        patched.setattr(beside, "recognise_block", fail_at_the_third)
        with pytest.raises(ZeroDivisionError):
            import_batch(batch_id=received.pk, by=by, tick=lambda: AT)
    assert Batch.objects.get(pk=received.pk).opened_rows == 14
    import_batch(batch_id=received.pk, by=by, tick=lambda: AT)
    check_whole(received)


def test_leads_wait_for_whoever_opens_leads_and_people_for_whoever_tells_them(
    by: Actor, received: Batch
) -> None:
    """A joining of two people holds both locks; an import goes on behind it, neither waits for ever."""
    read_batch(batch_id=received.pk, by=by, tick=lambda: AT)
    first = read_block(batch_id=received.pk, after_seq=-1, limit=7)
    block = recognise_block(batch_id=received.pk, block=first, at=AT)
    kept = Person.objects.get(name=block.incoming[2].newcomer.name)
    numberless = Person.objects.exclude(pk=kept.pk).filter(number_index__isnull=True)
    gone = numberless.order_by("pk").values_list("pk", flat=True)[0]
    begun, done = threading.Event(), threading.Event()

    def open_it() -> None:
        begun.set()
        opened(by, received, block)
        done.set()
        connection.close()

    with transaction.atomic():
        other = Person.objects.get(pk=gone)
        merge(kept=kept, gone=other, reason="同一人", by=by, at=AT)
        thread = threading.Thread(target=open_it)
        thread.start()
        begun.wait(60)
        assert not done.wait(0.3)
    thread.join(60)
    assert done.is_set()
    assert not Lead.objects.filter(person__merged_into__isnull=False).exists()
