"""Strand 1: meals and sales, and what is served and sold.

models/                     outlets and their closed days, dishes, products, the plan, daily counts
pages, lunch, catalogue     the public pages of lunches and products; home_panel on the home page
grid/                       日別入力, the entry grid
board, dashboard            which outlet still has to enter which day, on the dashboard
planning                    献立 in the back office
daily_totals, days          what stands for an outlet on a day; on which days something is due
offerings                   rows that several parts of a page show, read once
"""
