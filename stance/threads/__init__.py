"""The room `threads`; see docs/design.md."""
