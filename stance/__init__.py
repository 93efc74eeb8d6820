"""Reply threads from pages with reader comments, and a stance for every comment."""

__version__ = "0.1.0"
