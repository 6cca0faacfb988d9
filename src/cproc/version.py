"""The version of the library, for those below its front door as well."""

__version__ = "0.2.0"
