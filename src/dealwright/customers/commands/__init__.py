"""Verbs of the customers: add, change, relate, remove and bring back organisations and people."""

from .add import NewOrganisation, NewPerson, add_organisation, add_person, record_organisations, record_people
from .change import change_organisation, change_organisations, change_people, change_person
from .consents import note_consent
from .employments import add_employment, remove_employment
from .relations import relate, unrelate
from .remove import remove_organisations, remove_people, restore_organisations, restore_people

__all__ = [
    "NewOrganisation",
    "NewPerson",
    "add_employment",
    "add_organisation",
    "add_person",
    "change_organisation",
    "change_organisations",
    "change_people",
    "change_person",
    "note_consent",
    "record_organisations",
    "record_people",
    "relate",
    "remove_employment",
    "remove_organisations",
    "remove_people",
    "restore_organisations",
    "restore_people",
    "unrelate",
]
