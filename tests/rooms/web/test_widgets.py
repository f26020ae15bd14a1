"""The select of hundreds of places draws what Django's own draws."""

from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html

from lianfang.web.widgets import LongSelect

PLACES = [("", "选择"), ("town:1", "甲镇"), ("grid:\"2'", "<b>乙</b> & 丙")]
GROUPED = [("甲镇", [("1", "一村"), ("2", "二村")]), ("3", "县城")]


def drawn(widget: forms.Select, value: object) -> object:
    return parse_html(
        widget.render("place", value, {"id": "id_place", "class": "form-select", "required": True})
    )


@pytest.mark.parametrize("choices", [PLACES, GROUPED, [], [(None, "无"), (7, "七")]])
@pytest.mark.parametrize("value", [None, "", "town:1", "grid:\"2'", "2", 7, "elsewhere"])
def test_it_draws_what_djangos_own_draws(choices, value):
    assert drawn(LongSelect(choices=choices), value) == drawn(forms.Select(choices=choices), value)


def test_values_and_words_are_escaped():
    html = str(LongSelect(choices=PLACES).render("place", None))
    assert "<b>" not in html
    assert "&lt;b&gt;乙&lt;/b&gt; &amp; 丙" in html
    assert 'value="grid:&quot;2&#x27;"' in html


def test_it_serves_a_form_like_any_select():
    class PlaceForm(forms.Form):
        place = forms.ChoiceField(choices=PLACES, widget=LongSelect)

    form = PlaceForm({"place": "town:1"})
    assert form.is_valid()
    assert form.cleaned_data == {"place": "town:1"}
    assert "选择" in str(form["place"]) and " selected" in str(form["place"])
    assert not PlaceForm({"place": "nowhere"}).is_valid()


def test_a_county_of_places_is_drawn_without_templates(settings):
    settings.FORM_RENDERER = "no.such.Renderer"
    many = [(str(number), f"村{number}") for number in range(1_000)]
    assert str(LongSelect(choices=many).render("place", "999")).count("<option") == 1_000
