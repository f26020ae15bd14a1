"""The page components: what each tag writes, and that it keeps to the content policy."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import translation

from lianfang.web import samples
from lianfang.web.pieces import Entry, Node, Tab


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


NODES = [Node("a", "/a/", count=4, open=True, children=[Node("b")])]


def render(source: str, **values: Any) -> str:
    """Render a template with the product's engine."""
    engine = engines["django"].engine
    return re.sub(r"\s+", " ", engine.from_string(source).render(Context(values))).strip()


@pytest.mark.parametrize(
    ("source", "values", "parts"),
    [
        ('{% icon "phone" %}', {}, ['aria-hidden="true"', '#phone"></use>']),
        ('{% icon "phone" label %}', {"label": "call <b>"}, ['role="img"', 'aria-label="call &lt;b&gt;"']),
        ('{% badge "overdue" "bad" %}', {}, ['<span class="lf-badge is-bad">overdue</span>']),
        ("{% badge word %}", {"word": "<i>"}, ['is-plain">&lt;i&gt;<']),
        ('{% badge "x" "bad" "clock" %}', {}, ["#clock", "x</span>"]),
        ('{% figure_link 1705 "/f/" "ever" %}', {}, ['href="/f/"', 'aria-label="ever 1,705"', ">1,705</a>"]),
        ("{% figure_link 1705 %}", {}, ['<span class="lf-figure">1,705</span>']),
        ('{% figure_link "—" "/f/" %}', {}, [">—</a>"]),
        ("{% copy text %}", {"text": 'a"b'}, ['data-copy="a&quot;b"']),
        ('{% call_link "154 0000-0007" %}', {}, ['href="tel:15400000007"', "154 0000-0007"]),
        ('{% call_link "+86 154" %}', {}, ['href="tel:+86154"']),
        ('{% stat "now" 1224 "/n/" "note" "bad" "clock" %}', {}, ['<a class="lf-stat is-bad" href="/n/"', "1,224"]),
        ('{% stat "now" "—" %}', {}, ['<div class="lf-stat">', "—"]),
        ('{% empty "none" "why" "/go/" "do" %}', {}, ["none", "why", 'href="/go/"', "do</a>"]),
        ("{% progress 1 3 %}", {}, ['value="1" max="3"', "33%"]),
        ("{% progress 5 3 %}", {}, ["100%"]),
        ("{% progress 0 0 %}", {}, ['max="1"', "0%"]),
        ("{% tabs tabs %}", {"tabs": [Tab("a", "/a/", True, 3)]}, ['aria-current="page"', 'count">3<']),
        ("{% steps names 2 %}", {"names": ["a", "b", "c"]}, ['class="is-done"', 'aria-current="step"', "3</span>c"]),
        ("{% facts pairs %}", {"pairs": [("a", None), ("b", 0), ("c", "")]}, ["<dd>0</dd>", "—"]),
        ("{% tree nodes %}", {"nodes": NODES}, ["<details open>", ">4<", "<span>b</span>"]),
        ('{% panel_link "/p/" "Open" "plus" %}', {}, ['hx-get="/p/"', 'hx-target="#panel-body"', 'data-panel="Open"']),
        ('{% drop_area "files" "Upload" ".csv" %}', {}, ['name="files"', 'accept=".csv"', " multiple>"]),
        ('{% drop_area "file" "Upload" multiple=False %}', {}, ['name="file"']),
        ('{% card "T" css="is-flush" %}<p>{{ a }}</p>{% endcard %}', {"a": "<"}, ["<h2>T</h2>", "<p>&lt;</p>"]),
        ('{% notice "bad" "No" %}x{% endnotice %}', {}, ['role="alert"', "<strong>No</strong> x"]),
        ('{% notice "good" %}x{% endnotice %}', {}, ['role="status"']),
        ('{% why "doc" "/d/" %}because{% endwhy %}', {}, ["because", '<a href="/d/">doc</a>']),
        ('{% why "doc" %}because{% endwhy %}', {}, ["<cite>doc</cite>"]),
    ],
)  # fmt: skip
def test_components(source: str, values: dict[str, Any], parts: list[str]) -> None:
    html = render(source, **values)
    assert [part for part in parts if part not in html] == []


def test_a_drop_area_for_one_file_takes_one() -> None:
    assert "multiple" not in render('{% drop_area "file" "Upload" multiple=False %}')


def test_a_timeline_tells_times_and_links() -> None:
    entry = Entry(datetime(2022, 2, 28, 6, 5, tzinfo=UTC), "Called", "no answer", "甲", "/c/", "phone", "bad")
    html = render("{% timeline entries %}", entries=[entry])
    for part in (
        'datetime="2022-02-28T14:05:00+08:00"',
        "2022-02-28 14:05",
        '<a href="/c/">Called</a>',
        "is-bad",
    ):
        assert part in html
    here = render("{% timeline entries %}", entries=[entry], request=RequestFactory().get("/c/"))
    assert "<a " not in here and "Called" in here


def test_a_day_strip_speaks_without_its_picture() -> None:
    html = render("{% day_strip strip %}", strip=samples.sample_strip())
    assert html.count("<circle") == 7
    assert "<li>集中隔离</li>" in html and "is-missed" in html


def test_each_form_has_a_key_of_its_own() -> None:
    keys = re.findall(r'value="([0-9a-f-]{36})"', render("{% write_key %}{% write_key %}"))
    assert len(set(keys)) == 2


class EveryField(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="as on the card")
    place = forms.ChoiceField(choices=[("a", "A")])
    told = forms.BooleanField(required=False)
    outcome = forms.ChoiceField(choices=[("x", "X")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        choices=[("x", "X")], widget=forms.CheckboxSelectMultiple, required=False
    )
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        """Refuse the whole."""
        raise forms.ValidationError("Not together")


def test_fields_are_labelled_and_tell_their_errors() -> None:
    html = render("{% fields form %}", form=EveryField(data={}))
    assert html.count('class="form-label required" for="id_name"') == 1
    assert 'class="form-control is-invalid"' in html and 'class="form-select is-invalid"' in html
    assert "as on the card" in html and "This field is required." in html and "Not together" in html
    assert html.count("<fieldset") == 2 and html.count("<legend") == 2
    assert html.count('type="hidden" name="hidden"') == 1


def test_a_good_form_shows_no_error() -> None:
    html = render("{% fields form %}", form=EveryField(initial={"name": "甲"}))
    assert "lf-error" not in html and 'value="甲"' in html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ at|local }}", "2022-02-28 14:05"),
        ('{{ at|local:"clock" }}', "14:05"),
        ("{{ at|day }}", "2022-02-28"),
        ("{{ number|mask_number }}", "1408************19"),
        ("{{ phone|mask_phone }}", "154****0007"),
        ("{{ name|mask_name }}", "甲*"),
        ("{{ count|thousands }}", "1,705"),
    ],
)
def test_words_are_filters(source: str, text: str) -> None:
    values = {"number": "140800199001010019", "phone": "15400000007", "name": "甲乙", "count": 1705}
    assert render(source, at=datetime(2022, 2, 28, 6, 5, tzinfo=UTC), **values) == text
