"""Rows in from spreadsheets: a workbook's bytes become drafts of records, each with what is wrong with it.

``reader.read_workbook`` is the way in, ``template.template_bytes`` makes the empty workbook. ``sheets`` names every
sheet and column once: reading, the template and its guide all follow it.
"""
