"""What a record is made of: the field catalogue, filters, lists, search."""
