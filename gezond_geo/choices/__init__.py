"""What the gemeente does where: projects and their euro; knows no page."""
