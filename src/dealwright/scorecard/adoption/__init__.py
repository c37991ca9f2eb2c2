"""Who uses the process, where it is bypassed, which fields nobody needs."""
