"""The room `features`; see docs/design.md."""
