"""Built-in exporters, one room per format, strangers to each other."""
