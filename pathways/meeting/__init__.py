"""What the meeting file says, without drawing: findings and facts."""
