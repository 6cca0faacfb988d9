"""Speed and memory of cproc beside its peers: `make bench`."""
