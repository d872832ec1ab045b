"""Small breaks made on purpose, one at a time: would a test notice?

    python -m tests.mutation [programmes/lib/rounding.py …]

Covers the modules of `subjects.toml`: what is printed, signed, let in and remembered. A fixed
seed draws the mutants; each lives in the memory of a process of its own, and no file is changed.
"""
