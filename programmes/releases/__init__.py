"""A press release: drafted, its numbers found and validated, reviewed, approved, frozen for good.

Imports lib, models, figures and reporting.
"""
