"""How we work on it together: comments, followers, notifications, what changes while you look."""
