"""Where demand comes from: leads with their sources, how they are scored, given to somebody, qualified and converted."""
