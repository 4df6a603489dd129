"""``python -m netcoop.cli``: the command where it is not on the path."""

from netcoop.cli.root import main

if __name__ == "__main__":
    main()
