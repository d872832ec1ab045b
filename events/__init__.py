"""Strands 2, 5 and 6: dialogue sessions, programmes with schools, exchanges; voices of events."""
