"""Exports of comment systems, tables, and one comment a line."""
