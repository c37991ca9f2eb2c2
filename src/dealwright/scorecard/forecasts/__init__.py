"""What people and the model say will be won in a period: categories, submissions, frozen snapshots, what moved."""
