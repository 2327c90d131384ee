"""Figures -> document -> bytes: one document value, three writers (PDF, Word, Excel). Nothing here writes a file."""
