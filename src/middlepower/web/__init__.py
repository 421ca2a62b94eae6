"""The web application: `serve` starts it, `desk` shares its solves among processes, `app` puts its pages together."""
