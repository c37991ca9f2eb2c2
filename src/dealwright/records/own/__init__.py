"""What a company makes of its records on screen: fields of its own, rules on fields, layouts."""
