"""Built-in loaders, one room per kind of source, strangers to each other."""
