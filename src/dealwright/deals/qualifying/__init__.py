"""What is known under the elements of frameworks, of a deal or of a lead: kept, told and asked in one way."""
