"""Tags and filters; all but `release` are built in, so no template loads them.

Imports lib, models and public.
"""
