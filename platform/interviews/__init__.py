"""Interview questions answered and marked point by point."""
