"""Signing in to the back office: lock-out, second factor, and who must have one.

An app of its own, whose parts the settings name.
"""
