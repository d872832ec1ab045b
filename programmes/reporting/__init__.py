"""Figures for readers: tables, charts, the words for a change, and files made of a table.

Exports know neither ORM nor figures, but a table.

Imports lib, models and figures.
"""
