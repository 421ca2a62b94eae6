"""All that pages, briefs and tables say: one catalogue a language; open `catalogue` first, then `english/`."""
