"""Every public page, and how long an answer to a reader stays true (`caching`).

Imports lib, models, figures, accounts, reporting and releases.
"""
