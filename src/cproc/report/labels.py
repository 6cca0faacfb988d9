"""The words of languages are a package of their own; the old names work for one release."""

from cproc.deprecation import moved

__getattr__ = moved(
    __name__, {name: f"cproc.labels:{name}" for name in ("Labels", "labels_in", "languages")}
)
