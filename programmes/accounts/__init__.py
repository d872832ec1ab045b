"""Who gets in: sign-in, lock-out, second factor, and what each group of staff may do.

An app of its own, whose parts the settings name.

Imports lib and models.
"""
