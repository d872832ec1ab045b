"""Commands of manage.py.

Imports audit, demo, lib, loading and models.
"""
