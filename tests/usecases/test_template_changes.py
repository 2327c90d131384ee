"""One list of what an office changed of its templates: what holds when, and what was kept by year before."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.periods import calendar_year, quarter, school_year
from clc_desktop.usecases import report_templates, report_texts, reporting, settings, template_changes
from clc_desktop.usecases.template_changes import TextChange, held
from tests.usecases.conftest import YEAR, District

years = st.integers(2018, 2024).map(str)
values = st.fixed_dictionaries(
    {},
    optional={
        "signer": st.sampled_from(["Lò Văn A", "Ễ"]),
        "show_addressees": st.booleans(),
        "recipients": st.lists(st.sampled_from(["Sở", "Lưu: VT"]), max_size=2),
    },
)


@given(st.dictionaries(years, values, max_size=5), st.integers(2017, 2026))
def test_what_was_kept_by_year_reaches_the_same_reports(kept: dict[str, dict[str, Any]], year: int) -> None:
    """Before, a year's set held as a whole until the next year that had one."""
    changes = tuple(template_changes._from_years(kept))
    for period in (calendar_year(year), quarter(year, 2), school_year(year)):
        since = max((one for one in kept if int(one) <= period.year), default=None)
        before = kept[since] if since else {}
        now = {key: change.text for key, change in held(changes, period).items()}
        assert now == {key: template_changes.as_text(value) for key, value in before.items()}


def test_an_edit_of_before_holds_and_stays_when_something_is_changed(district: District) -> None:
    store = district.office
    earlier = {"district": {"2019": {"signer": "Lò Văn A", "show_addressees": True}, "2022": {}},
               "commune": {"2020": {"authority": ["CHỦ TỊCH"]}}}  # fmt: skip
    with store.write("test") as tx:
        settings.write_setting(tx, "report_templates", earlier)
    report_texts.save_text(store, YEAR, "closing", "Hết./.")
    for year, signer in ((2018, ""), (2019, "Lò Văn A"), (2021, "Lò Văn A"), (2022, "")):
        document = reporting.report_document(store, calendar_year(year))
        assert (document.signature.name, bool(document.addressees)) == (signer, bool(signer))
    assert report_templates.report_template(store, "commune", 2020).values["authority"] == ("CHỦ TỊCH",)
    with store.read() as conn:
        left = settings.read_setting(conn, "report_templates")
    assert list(left) == ["commune"], "each level moves when it is changed"


def test_of_head_and_signature_only_what_differs_is_noted(district: District) -> None:
    store = district.office
    shown = report_templates.report_template(store, "district", 2020)
    report_templates.save_report_template(store, "district", 2020, {**shown.values, "signer": "Lò Văn A"})
    report_templates.save_report_template(store, "district", 2020, {**shown.values, "signer": "Lò Văn A"})
    found = report_templates.report_template(store, "district", 2021)
    assert [(change.key, change.text) for change in found.history] == [("signer", "Lò Văn A")]
    assert found.since == 2020
    report_templates.save_report_template(store, "district", 2021, shown.values)
    found = report_templates.report_template(store, "district", 2021)
    assert (found.since, found.values) == (0, shown.values), "back to the program's own, and said so"
    assert [(change.since, change.text) for change in found.history] == [("2021", None), ("2020", "Lò Văn A")]
    assert reporting.report_document(store, quarter(2020, 3)).signature.name == "Lò Văn A", "of every length"


def test_the_latest_period_wins_then_who_was_last() -> None:
    def change(since: str, text: str | None) -> TextChange:
        return TextChange("closing", since, text, "", "")

    one, two, three = change("2022", "hai"), change("2020", "một"), change("2020", "một nữa")
    assert held((one, two, three), calendar_year(2021))["closing"] is three
    assert held((one, two, three), calendar_year(2023))["closing"] is one
    assert held((one, two, change("2020", None)), calendar_year(2021)) == {}
    assert held((one,), quarter(2022, 1)) == {}, "a quarter's report has words of its own"
