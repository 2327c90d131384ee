"""Codes of what is found beside a report's text (``usecases/report_findings.py``), for the catalogs like ``codes``."""

from __future__ import annotations

from clc_desktop.i18n import N_

CODES = (
    N_("slip.cited_again"),
    N_("slip.claim_all_boards"),
    N_("slip.claim_all_funded"),
    N_("slip.claim_equipped"),
    N_("slip.claim_fewer"),
    N_("slip.claim_more"),
    N_("slip.claim_no_seconded"),
    N_("slip.claim_nothing_raised"),
    N_("slip.claim_plan_kept"),
    N_("slip.claim_plan_missed"),
    N_("slip.claim_premises"),
    N_("slip.claim_raised"),
    N_("slip.claim_seconded"),
    N_("slip.claim_staffed"),
    N_("slip.date_impossible"),
    N_("slip.date_styles"),
    N_("slip.date_symbol_year"),
    N_("slip.date_year"),
    N_("slip.document_date"),
    N_("slip.document_type"),
    N_("slip.even_averages"),
    N_("slip.figure_differs"),
    N_("slip.figure_typed"),
    N_("slip.leading_zero"),
    N_("slip.list_marks"),
    N_("slip.mixed_units"),
    N_("slip.noun_of_centres"),
    N_("slip.number_without_dot"),
    N_("slip.rank_words"),
    N_("slip.sentence_end"),
    N_("slip.space_before_mark"),
    N_("slip.space_doubled"),
    N_("slip.space_missing"),
    N_("slip.tone_placement"),
    N_("slip.topics_and_classes"),
    N_("slip.unknown_figure"),
)
