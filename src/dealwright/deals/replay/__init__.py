"""Past deals run against a draft of their process: whom it would have stopped, and what became of them."""
