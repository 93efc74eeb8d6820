"""The room `model`; see docs/design.md."""
