"""The entry grid: outlets down, days across; typed, compared, saved all or none."""
