"""The room `labels`; see docs/design.md."""
