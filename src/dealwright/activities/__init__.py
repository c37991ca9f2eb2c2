"""What we did and will do: calls, meetings, mails, notes, tasks."""
