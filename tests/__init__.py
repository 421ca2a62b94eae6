"""The tests; a package, so that no library that installs a package of this name takes its place."""
