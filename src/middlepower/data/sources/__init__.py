"""One file per source; each reads raw files and returns a labelled table. Used by the build only."""
