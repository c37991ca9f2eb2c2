"""Verbs of the leads: the only way in which a lead changes. Each is one transaction with its events."""

from .add import add_lead, record_leads
from .answer import answer_lead
from .change import change_lead, change_leads, touch_lead, untouch_lead
from .convert import Wanted, convert_lead, may_undo, undo_conversion
from .giving import assign_by_rules, assign_leads
from .lists import put_on_list, remove_list, restore_list, take_off_list, write_list
from .remove import remove_leads, restore_leads
from .rules import (
    assignment_mark,
    read_assignment,
    read_scoring,
    rescore,
    rescore_open,
    scoring_mark,
    undo_assignment,
    undo_scoring,
    write_assignment,
    write_scoring,
)
from .sources import set_up_source
from .status import bring_back, bring_back_due, disqualify_leads, qualify_leads, recycle_leads, undo_move, work_leads
from .values import NewLead, new_lead, read_lists, require_own

__all__ = [
    "NewLead",
    "Wanted",
    "add_lead",
    "answer_lead",
    "assign_by_rules",
    "assign_leads",
    "assignment_mark",
    "bring_back",
    "bring_back_due",
    "change_lead",
    "change_leads",
    "convert_lead",
    "disqualify_leads",
    "may_undo",
    "new_lead",
    "put_on_list",
    "qualify_leads",
    "read_assignment",
    "read_lists",
    "read_scoring",
    "record_leads",
    "recycle_leads",
    "remove_leads",
    "remove_list",
    "require_own",
    "rescore",
    "rescore_open",
    "restore_leads",
    "restore_list",
    "scoring_mark",
    "set_up_source",
    "take_off_list",
    "touch_lead",
    "undo_assignment",
    "undo_conversion",
    "undo_move",
    "undo_scoring",
    "untouch_lead",
    "work_leads",
    "write_assignment",
    "write_list",
    "write_scoring",
]
