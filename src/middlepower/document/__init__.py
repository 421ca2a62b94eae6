"""One typed results document for every command: written, read, compared."""
