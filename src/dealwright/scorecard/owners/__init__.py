"""Who answers for each number: a member that the company names, else a role."""
