"""Pages of rows: one row as received with what was wrong and wanted, its correction, and rejected rows as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.core.intake.fields import Field
from lianfang.core.intake.rows import Flaw, Outcome
from lianfang.intake import present
from lianfang.intake.actions import NotCorrectable, check_size, correct_row, enter_corrections, find_flaws
from lianfang.intake.actions.receiving import NoBytes, TooLarge
from lianfang.intake.content import Content, unseal
from lianfang.intake.forms import CorrectionForm
from lianfang.intake.layouts import get_columns
from lianfang.intake.models import Row
from lianfang.intake.queries import get_earlier, get_next_rejected, get_received, get_row
from lianfang.intake.refusals import NoReceipts, read_corrections, write_refusals
from lianfang.intake.views import corrected_words, download, find_batch, is_partial, refusal_words
from lianfang.places.queries import names_with_town
from lianfang.shared import audit, clock
from lianfang.shared.actor import check_may
from lianfang.shared.books import UnreadableFile
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission
from lianfang.shared.tables.export import MEDIA
from lianfang.web import answers


@needs(Permission.SEE_LISTS)
@require_GET
def row_page(request: StaffRequest, batch_id: int, row_id: int) -> HttpResponse:
    """Show a row as received, what was wrong and what was wanted, with a form to correct a rejected one."""
    row = _find_row(request, batch_id, row_id)
    content = unseal(row.content.sealed)
    values = _particulars(row, content)
    audit.record(
        by=request.actor, at=clock.now(), action="intake.view_row", object_kind="row", object_id=row.pk
    )
    return render(
        request, "intake/row.html", _row_values(request, row, content, CorrectionForm(values=values))
    )


def _find_row(request: StaffRequest, batch_id: int, row_id: int) -> Row:
    return existing(get_row(request.actor, batch_id, row_id))


def _particulars(row: Row, content: Content) -> dict[Field, str]:
    """Return the cells of the first column of each field."""
    columns = get_columns(row.batch, row.sheet)
    return {
        column.field: content.cells[column.place]
        for column in reversed(columns)
        if column.field and column.place < len(content.cells)
    }


@needs(Permission.UPLOAD_LISTS)
@require_POST
def correct(request: StaffRequest, batch_id: int, row_id: int) -> HttpResponse:
    """Enter a rejected row again with what was typed; the page comes back where it is still no person."""
    row = _find_row(request, batch_id, row_id)
    content = unseal(row.content.sealed)
    values = _particulars(row, content)
    form, at = CorrectionForm(request.POST, values=values), clock.now()
    changed = form.corrected(values) if form.is_valid() else {}

    def write() -> dict[str, Any]:
        fresh, reasons = correct_row(row=row, values=changed, by=request.actor, at=at)
        return {"row": fresh.pk, "reasons": list(reasons)}

    try:
        key = request.POST.get("key", "")
        answer, _used = once(
            key=key, target=row.pk, by=request.actor, at=at, action="intake.correct", write=write
        )
    except NotCorrectable:
        messages.info(request, _("This row has been settled already, or its list is still being read."))
        return redirect("intake:row", row.batch_id, row.pk)
    if answer["row"] == row.pk:
        if form.is_valid():
            form.refuse(find_flaws(row=row, values=changed))
        form.add_error(None, _("It is still no person: %s.") % _(", ").join(_reasons(answer["reasons"])))
        return render(request, "intake/row.html", _row_values(request, row, content, form), status=422)
    messages.success(request, _("Entered again. It becomes a lead within a minute."))
    return redirect("intake:row", row.batch_id, answer["row"])


def _reasons(codes: list[str]) -> list[str]:
    return present.words_of(codes, present.REASONS)


def _row_values(request: StaffRequest, row: Row, content: Content, form: CorrectionForm) -> dict[str, Any]:
    headings = {column.place: column for column in get_columns(row.batch, row.sheet)}
    cells = [
        {
            "heading": headings[place].heading if place in headings else "",
            "word": present.field_word(headings[place].field or "") if place in headings else "",
            "text": text,
        }
        for place, text in enumerate(content.cells)
    ]
    is_rejected = row.outcome == Outcome.REJECTED and row.known_to is None
    return {
        "row": row,
        "batch": row.batch,
        "where": present.row_place(row.sheet, row.row),
        "outcome": present.OUTCOMES[row.outcome],
        "tone": present.OUTCOME_TONES[row.outcome],
        "reasons": _reasons(row.reasons),
        "remarks": present.words_of(row.remarks, present.REMARKS),
        "cells": cells,
        "flaws": [_flaw(flaw) for flaw in content.flaws],
        "place": present.PLACES[row.place],
        "place_reason": present.PLACE_REASONS.get(row.place_reason, ""),
        "areas": [name for _code, name in names_with_town({row.area, *row.candidates} - {""})],
        "earlier": get_earlier(row),
        "before": get_received(row),
        "next": get_next_rejected(row),
        "form": form if is_rejected and request.actor.may(Permission.UPLOAD_LISTS) else None,
    }


def _flaw(flaw: Flaw) -> dict[str, Any]:
    wrong, wanted = present.words_of_flaw(flaw)
    return {
        "heading": flaw.heading or present.field_word(flaw.field),
        "found": flaw.found,
        "wrong": wrong,
        "wanted": wanted,
    }


@needs(Permission.SEE_LISTS)
@require_POST
def refused(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Hand out the rejected rows as a workbook with reasons, to be corrected and sent back; audited."""
    batch = find_batch(request, batch_id)
    check_may(request.actor, Permission.EXPORT)
    content, count = write_refusals(batch)
    audit.record(
        by=request.actor, at=clock.now(), action="intake.export_rejected", object_kind="batch",
        object_id=batch.pk, rows=count,
    )  # fmt: skip
    stem = batch.filename.rsplit(".", 1)[0]
    return download(content, f"{stem}-{_('rejected rows')}.xlsx", MEDIA)


@needs(Permission.UPLOAD_LISTS)
@require_POST
def corrected(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Take back the workbook of rejected rows: those that are people now are entered again."""
    batch = find_batch(request, batch_id)
    told: list[str] = []
    for file in request.FILES.getlist("files"):
        try:
            check_size(size=file.size or 0)
            sent = read_corrections(batch, file.read(), file.name or "")
            done = enter_corrections(
                batch=batch, corrections=sent.corrections, by=request.actor, at=clock.now()
            )
        except (TooLarge, NoBytes) as refusal:
            return _refuse(request, batch_id, refusal_words(refusal, file.name or ""))
        except UnreadableFile as fault:
            return _refuse(
                request, batch_id, f"{_(fault.place) % fault.values} {_(fault.remedy) % fault.values}"
            )
        except NoReceipts:
            words = _(
                "This is not the file of the rejected rows of this list. Download it below, and correct that."
            )
            return _refuse(request, batch_id, words)
        except NotCorrectable:
            return _refuse(
                request, batch_id, _("The list is still being worked on. Wait until it is imported.")
            )
        told.append(
            corrected_words(len(done.entered), len(done.rejected), len(done.left_alone) + sent.foreign)
        )
    messages.success(request, " ".join(told) or _("No file was sent. Choose one or drop it on the page."))
    return answers.reload() if is_partial(request) else redirect("intake:batch", batch_id)


def _refuse(request: StaffRequest, batch_id: int, text: str) -> HttpResponse:
    if is_partial(request):
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, text)
    return redirect("intake:batch", batch_id)
