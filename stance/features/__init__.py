"""A comment in its context as counted features; the one tokeniser of training and scoring."""
