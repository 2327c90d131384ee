"""A chart in a workbook: Excel's own, drawn from the cells beside it, with the patterns of the printed ones."""

from __future__ import annotations

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.worksheet.worksheet import Worksheet

from clc_desktop.reports.charts import FILLS
from clc_desktop.reports.document import Chart

CHART_ROWS = 24
"""Rows of the sheet that a chart needs beside its numbers."""
CHART_COLUMNS = 14
"""Columns of the sheet, the numbers' and the chart's, that are printed."""
_LEFT = "E"


def add_chart(sheet: Worksheet, chart: Chart, row: int) -> None:
    """The chart of the numbers whose heading stands in ``row``: categories in column A, series from B on."""
    made = BarChart()
    made.type = "col" if chart.upright else "bar"
    made.title = f"{chart.title} ({chart.unit})"
    last = row + len(chart.categories)
    values = Reference(sheet, min_col=2, max_col=1 + len(chart.series), min_row=row, max_row=last)
    made.add_data(values, titles_from_data=True)
    made.set_categories(Reference(sheet, min_col=1, min_row=row + 1, max_row=last))
    for one, fill in zip(made.series, FILLS, strict=False):
        one.graphicalProperties = GraphicalProperties(solidFill=fill[1:])
        one.graphicalProperties.line.solidFill = "000000"
    made.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    made.gapWidth = 60
    made.legend = made.legend if len(chart.series) > 1 else None
    made.x_axis.delete = made.y_axis.delete = False
    if not chart.upright:
        made.x_axis.scaling.orientation = "maxMin"
    made.width, made.height = 18, 11
    sheet.add_chart(made, f"{_LEFT}{row}")
