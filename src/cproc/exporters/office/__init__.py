"""What formats of office programs share; below them, and it knows none of them."""
