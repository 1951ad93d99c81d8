"""The `classroom` command."""


def main() -> None:
    raise SystemExit(0)
