"""A donor's own file, filled from the data of an office."""
