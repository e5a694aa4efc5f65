"""Where ``resnet-atlas`` begins. A layout worker loads this file too, so there is nothing in it."""


def main() -> None:
    """Run the command line."""
    from resnet_atlas.cli.main import main

    main()


if __name__ == "__main__":
    main()
