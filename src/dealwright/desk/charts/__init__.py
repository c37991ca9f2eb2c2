"""Charts as plain data: what is drawn, what is read, and where each point leads."""

from dealwright.desk.charts.figure import Edge, Figure, Node, Point, Series
from dealwright.desk.charts.options import height, option

__all__ = ["Edge", "Figure", "Node", "Point", "Series", "height", "option"]
