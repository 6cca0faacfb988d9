"""Projects, activities and budgets of a programme office; every figure traceable."""

__version__ = "0.1.0"
