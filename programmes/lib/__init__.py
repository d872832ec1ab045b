"""What knows nothing of programmes: printing of figures, dates, phrases, outliers, images, uploads,
and `sheets`, which makes clean rows of the bytes of a spreadsheet.

Imports nothing of ours.
"""
