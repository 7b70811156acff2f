"""`python -m pipelines`: the command `buitenblik`."""

from pipelines.cli import main

main()
