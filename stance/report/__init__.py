"""The room `report`: numbers and the comments behind them → HTML, JSON, Markdown."""
