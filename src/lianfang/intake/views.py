"""Pages of lists: uploading, a list with what was found in it, its file, and reading it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.intake import present
from lianfang.intake.actions import (
    NoBytes,
    NotCorrectable,
    TooLarge,
    accept_file,
    ask_again,
    check_size,
    save_headings,
)
from lianfang.intake.forms import read_headings, upload_form
from lianfang.intake.models import Batch
from lianfang.intake.queries import get_batch
from lianfang.intake.tables import working
from lianfang.shared import audit, clock
from lianfang.shared.actor import check_may
from lianfang.shared.files import read_stored
from lianfang.shared.roles import Permission
from lianfang.web import answers
from lianfang.web.words import thousands


@needs(Permission.UPLOAD_LISTS)
@require_POST
def upload(request: StaffRequest) -> HttpResponse:
    """Take files in, one or several at once; the list's page shows how far each is."""
    form, sent = upload_form(request.POST), request.FILES.getlist("files")
    if not form.is_valid():
        return _refuse(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    if not sent:
        return _refuse(request, _("No file was sent. Choose one or drop it on the page."))
    batch = None
    for file in sent:
        try:
            batch = _take(request, form.cleaned_data, file)
        except (TooLarge, NoBytes) as refused:
            return _refuse(request, refusal_words(refused, file.name or ""))
    address = reverse("intake:batch", args=[batch.pk]) if batch and len(sent) == 1 else reverse("intake:list")
    return answers.go(address) if is_partial(request) else HttpResponseRedirect(address)


def _take(request: StaffRequest, given: dict[str, Any], file: Any) -> Batch:
    check_size(size=file.size)
    accepted = accept_file(
        content=file.read(), filename=file.name, source_name=given["source"], kind=given["kind"],
        pushed_at=given["pushed_at"], by=request.actor, at=clock.now(),
    )  # fmt: skip
    if accepted.already:
        words = _("%(file)s was imported before, as this list. Nothing was opened again.")
        messages.info(request, words % {"file": file.name})
    return accepted.batch


def is_partial(request: StaffRequest) -> bool:
    """Say whether a script of the page sends this and takes the answer."""
    return request.headers.get("HX-Request") == "true"


def refusal_words(refused: TooLarge | NoBytes, filename: str) -> str:
    """Say why a file is not taken in, and what to do."""
    if isinstance(refused, NoBytes):
        return _("%(file)s is empty. Ask the sender for it again.") % {"file": filename}
    words = _("%(file)s has %(size)s bytes; at most %(limit)s are taken. Split it into several files.")
    return words % {"file": filename, "size": thousands(refused.size), "limit": thousands(refused.limit)}


def _refuse(request: StaffRequest, text: str) -> HttpResponse:
    if is_partial(request):
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, text)
    return redirect("intake:list")


@needs(Permission.SEE_LISTS)
@require_GET
def working_cards(request: StaffRequest) -> HttpResponse:
    """Return the cards of the lists that are being worked on; the page asks until there are none."""
    return render(request, "intake/working.html", {"working": working(request.actor), "asked": True})


@needs(Permission.SEE_LISTS)
@require_GET
def batch_page(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Show a list: how far it is, what became of its rows, what was found in the file."""
    batch = find_batch(request, batch_id)
    return render(request, "intake/batch.html", _batch_values(request, batch))


@needs(Permission.SEE_LISTS)
@require_GET
def batch_progress(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Return how far a list is; when it has ended the page is loaded anew."""
    batch = find_batch(request, batch_id)
    if batch.state not in present.WORKING:
        return answers.reload()
    return render(request, "intake/progress.html", {"batch": batch})


def find_batch(request: StaffRequest, batch_id: int) -> Batch:
    """Return a list the reader may see; anything else is not there."""
    return existing(get_batch(request.actor, batch_id))


def _batch_values(request: StaffRequest, batch: Batch) -> dict[str, Any]:
    rows = reverse("intake:rows", args=[batch.pk])
    outcomes = [
        {"word": word, "count": getattr(batch, code), "url": f"{rows}?outcome={code}"}
        for code, word in present.OUTCOMES.items()
    ]
    place, remedy = present.fault_words(batch.fault)
    return {
        "batch": batch,
        "state": present.STATES[batch.state],
        "tone": present.STATE_TONES[batch.state],
        "is_working": batch.state in present.WORKING,
        "is_without_rows": batch.state == Batch.State.DONE and batch.rows == 0,
        "kind": present.KINDS[batch.source.kind],
        "outcomes": outcomes,
        "place": place,
        "remedy": remedy,
        "sheets": _list_sheets(batch),
        "choices": present.list_field_choices(),
        "may_upload": request.actor.may(Permission.UPLOAD_LISTS),
        "may_export": request.actor.may(Permission.EXPORT),
    }


def list_headings(batch: Batch) -> list[str]:
    """List the headings of a list's sheets, each once, in their order."""
    found = [column[1] for layout in batch.layouts for column in layout["columns"] if column[1].strip()]
    return list(dict.fromkeys([*found, *batch.source.headings]))


def _list_sheets(batch: Batch) -> list[dict[str, Any]]:
    numbers = {heading: number for number, heading in enumerate(list_headings(batch))}
    saved = batch.source.headings
    return [
        {
            "name": layout["sheet"],
            "header_row": layout["header_row"],
            "columns": [
                {
                    "letter": _letter(place),
                    "heading": heading,
                    "number": numbers.get(heading),
                    "field": field,
                    "word": present.field_word(field),
                    "saved": heading in saved,
                }
                for place, heading, field in layout["columns"]
            ],
        }
        for layout in batch.layouts
    ]


def _letter(place: int) -> str:
    """Name a column as Excel does."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@needs(Permission.UPLOAD_LISTS)
@require_POST
def headings(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Keep what the headings mean for the list's source, and read the list again if that was asked."""
    batch, at = find_batch(request, batch_id), clock.now()
    chosen = read_headings(request.POST, list_headings(batch))
    more = request.POST.get("new-heading", "").strip()
    if more and request.POST.get("new-field"):
        chosen |= read_headings({"heading-0": request.POST["new-field"]}, [more])
    save_headings(source=batch.source, headings=chosen, by=request.actor, at=at)
    if request.POST.get("again"):
        return _read_again(request, batch)
    messages.success(request, _("Kept for every list of this source."))
    return redirect("intake:batch", batch_id)


@needs(Permission.UPLOAD_LISTS)
@require_POST
def again(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Read a list again in the background."""
    return _read_again(request, find_batch(request, batch_id))


def _read_again(request: StaffRequest, batch: Batch) -> HttpResponse:
    try:
        ask_again(batch=batch, by=request.actor, at=clock.now())
    except NotCorrectable:
        messages.warning(request, _("The list is still being worked on. Wait until it is imported."))
    else:
        words = _("The list is read again. Rows that have leads keep them; rejected rows get another chance.")
        messages.success(request, words)
    return redirect("intake:batch", batch.pk)


@needs(Permission.SEE_LISTS)
@require_POST
def original(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Hand out the file as it was received; audited."""
    batch = find_batch(request, batch_id)
    check_may(request.actor, Permission.EXPORT)
    audit.record(
        by=request.actor, at=clock.now(), action="intake.download", object_kind="batch", object_id=batch.pk
    )
    return download(read_stored(batch.file), batch.filename, "application/octet-stream")


def download(content: bytes, filename: str, media_type: str) -> HttpResponse:
    """Return a file to be saved, which no cache keeps."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


def corrected_words(entered: int, rejected: int, alone: int) -> str:
    """Say what became of corrected rows."""
    told = [
        ngettext("%(n)s row was entered again.", "%(n)s rows were entered again.", entered) % {"n": entered}
    ]
    if rejected:
        words = ngettext("%(n)s is still rejected.", "%(n)s are still rejected.", rejected)
        told.append(words % {"n": rejected})
    if alone:
        words = ngettext("%(n)s was settled before.", "%(n)s were settled before.", alone)
        told.append(words % {"n": alone})
    return " ".join(told)
