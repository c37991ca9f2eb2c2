"""What Salesforce, HubSpot and Pipedrive export, with its history, told in our words."""
