"""The room `sources`; see docs/design.md."""
