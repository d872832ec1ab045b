"""Strands 3 and 4: communities and sign-ups (clicks: the way out to them), workations, projects.

work reads the projects and places of a page once; clubs and their counts are here too.
"""
