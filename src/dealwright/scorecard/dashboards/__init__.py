"""Dashboards: figures that somebody put together, in their order, for themselves, their team or everybody."""
