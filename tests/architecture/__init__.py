"""What the project promises about itself, rather than about contracts. Every law is seen to catch a planted breach."""
