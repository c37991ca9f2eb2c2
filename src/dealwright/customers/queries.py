"""Questions to the customers: organisations and people that a member may see."""

from django.db.models import Q

from dealwright import NotFound
from dealwright.workspace.queries import Actor

from .models import Organisation, Person


def visible(actor: Actor) -> Q:
    """The filter for organisations and people the actor may see: customers are known to the whole company."""
    return Q()


def organisation_name(organisation_id: int, by: Actor) -> str:
    """The organisation's name; raises NotFound."""
    name = Organisation.objects.filter(visible(by), id=organisation_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound(f"There is no organisation {organisation_id}.", field="organisation")
    return name


def person_name(person_id: int, by: Actor) -> str:
    """The person's name; raises NotFound."""
    name = Person.objects.filter(visible(by), id=person_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound(f"There is no person {person_id}.", field="person")
    return name
