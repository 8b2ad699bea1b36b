"""`python -m sim` is `ccsim`."""

from sim.cli.main import main

if __name__ == "__main__":
    main()
