"""Signing in to the back office: lock-out, second factor, and who must have one.

The frame names the parts: `middleware`, `lockout`, `adapters`, `forms`, `urls`.
"""
