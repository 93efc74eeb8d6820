"""The room `evaluation`; see docs/design.md."""
