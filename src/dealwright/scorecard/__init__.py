"""What it adds up to: facts projected from the ledger, and the metrics over them."""
