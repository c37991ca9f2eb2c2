"""Verbs of the activities: log what was done; plan, change and do tasks; say when people work."""

from .bring import add_tasks, known_activities, known_tasks, remove_activities, remove_tasks
from .correct import change_activity, remove_activity
from .escalate import escalate_overdue
from .log import NewActivity, log_activities, log_activity, remove_about, restore_about
from .many import change_activities, change_tasks
from .repoint import Repointed, point_back, repoint
from .tasks import NewTask, add_task, change_task, complete_task, plan_tasks, reopen_task
from .together import Together, complete_tasks, drop_tasks, put_off_task, put_off_tasks, take_back
from .working_time import make_feed, revoke_feed, set_escalation, set_working_time

__all__ = [
    "NewActivity",
    "NewTask",
    "Repointed",
    "Together",
    "add_task",
    "add_tasks",
    "change_activities",
    "change_activity",
    "change_task",
    "change_tasks",
    "complete_task",
    "complete_tasks",
    "drop_tasks",
    "escalate_overdue",
    "known_activities",
    "known_tasks",
    "log_activities",
    "log_activity",
    "make_feed",
    "plan_tasks",
    "point_back",
    "put_off_task",
    "put_off_tasks",
    "remove_about",
    "remove_activities",
    "remove_activity",
    "remove_tasks",
    "reopen_task",
    "repoint",
    "restore_about",
    "revoke_feed",
    "set_escalation",
    "set_working_time",
    "take_back",
]
