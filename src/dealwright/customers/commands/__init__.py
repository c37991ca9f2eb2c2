"""Verbs of the customers: add, change and take back organisations and people."""

from .add import NewOrganisation, NewPerson, add_organisation, add_person, record_organisations, record_people
from .change import change_organisation, change_person
from .remove import remove_organisations, remove_people

__all__ = [
    "NewOrganisation",
    "NewPerson",
    "add_organisation",
    "add_person",
    "change_organisation",
    "change_person",
    "record_organisations",
    "record_people",
    "remove_organisations",
    "remove_people",
]
