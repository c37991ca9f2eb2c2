"""Past deals run against another version of their process: whom it would have stopped, where, and what became of them."""
