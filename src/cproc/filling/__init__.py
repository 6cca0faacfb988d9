"""Filling a donor's own file: the places it names get values, and nothing else changes."""
