"""What an audit of a large estate costs: 5,000 resources in 50 subscriptions, with 20,000 connections."""
