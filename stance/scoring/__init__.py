"""The room `scoring`; see docs/design.md."""
