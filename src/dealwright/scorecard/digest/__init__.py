"""The week on paper: what was won, lost and moved, goals, bottleneck, alerts and forecast, by mail and as a PDF."""
