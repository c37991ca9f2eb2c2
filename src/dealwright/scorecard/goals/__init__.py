"""Goals: what a member, a team or the company wants to reach in a period, and whether they are on their way."""
