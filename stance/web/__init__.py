"""The room `web`: the local review page."""
