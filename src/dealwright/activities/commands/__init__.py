"""Verbs of the activities: log what was done; plan, change and do tasks."""

from .bring import add_tasks, known_activities, known_tasks, remove_activities, remove_tasks
from .log import NewActivity, log_activities, log_activity, remove_about, remove_activity
from .tasks import NewTask, add_task, change_task, complete_task, plan_tasks, reopen_task

__all__ = [
    "NewActivity",
    "NewTask",
    "add_task",
    "add_tasks",
    "change_task",
    "complete_task",
    "known_activities",
    "known_tasks",
    "log_activities",
    "log_activity",
    "plan_tasks",
    "remove_about",
    "remove_activities",
    "remove_activity",
    "remove_tasks",
    "reopen_task",
]
