"""Where economies stand between powers: votes, alliances, trade agreements, trade, exposure; each shown apart."""
