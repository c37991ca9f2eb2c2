"""Where the pages of the leads live."""

from django.urls import path

from .pages import acting, converting, inbox, lead, panels, qualifying

urlpatterns = [
    path("leads/", inbox.leads, name="leads"),
    path("leads/all/", inbox.all_leads, name="leads-all"),
    path("leads/new/", lead.new_lead, name="lead-new"),
    path("leads/of/<slug:one>/<int:record_id>/", panels.leads_of, name="leads-of"),
    path("leads/referred-by/<int:person_id>/", panels.leads_referred, name="leads-referred"),
    path("leads/<int:lead_id>/", lead.lead, name="lead"),
    path("leads/<int:lead_id>/edit/", lead.edit_lead, name="lead-edit"),
    path("leads/<int:lead_id>/assign/", acting.assign, name="lead-assign"),
    path("leads/<int:lead_id>/work/", acting.work, name="lead-work"),
    path("leads/<int:lead_id>/qualify/", acting.qualify, name="lead-qualify"),
    path("leads/<int:lead_id>/disqualify/", acting.disqualify, name="lead-disqualify"),
    path("leads/<int:lead_id>/recycle/", acting.recycle, name="lead-recycle"),
    path("leads/<int:lead_id>/return/", acting.back, name="lead-return"),
    path("leads/<int:lead_id>/undo/", acting.undo, name="lead-undo"),
    path("leads/<int:lead_id>/convert/", converting.convert, name="lead-convert"),
    path("leads/<int:lead_id>/unconvert/", converting.unconvert, name="lead-unconvert"),
    path("leads/<int:lead_id>/answers/<slug:framework>/<slug:element>/", qualifying.answer, name="lead-answer"),
]
