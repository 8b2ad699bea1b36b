"""The command line: parses, calls one verb, prints. One file a command."""
