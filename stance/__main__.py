"""`python -m stance` is the command `stance`."""

from stance.cli.main import main

main()
