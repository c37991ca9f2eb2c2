"""What we try to win: deals moving through the process, with proof at each gate."""
