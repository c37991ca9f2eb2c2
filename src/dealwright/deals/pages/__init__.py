"""What people see of the deals."""
