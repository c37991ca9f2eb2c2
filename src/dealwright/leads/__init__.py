"""Where demand comes from: leads with their sources, how they are scored, given away, qualified and converted."""
