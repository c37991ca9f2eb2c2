"""Where the pages of the leads live."""

from django.urls import path

from .pages import acting, assignment, converting, forms, inbox, lead, panels, public, qualifying, scoring, sources

urlpatterns = [
    path("leads/", inbox.leads, name="leads"),
    path("leads/all/", inbox.all_leads, name="leads-all"),
    path("leads/new/", lead.new_lead, name="lead-new"),
    path("leads/scoring/", scoring.scoring, name="lead-scoring"),
    path("leads/assignment/", assignment.assignment, name="lead-assignment"),
    path("leads/sources/", sources.sources, name="lead-sources"),
    path("leads/sources/<slug:one>/<int:source_id>/", sources.source, name="lead-source"),
    path("leads/forms/", forms.forms, name="lead-forms"),
    path("leads/forms/<int:form_id>/", forms.design, name="lead-form"),
    path("leads/forms/<int:form_id>/off/", forms.form_off, name="lead-form-off"),
    path("leads/hooks/<int:hook_id>/off/", forms.hook_off, name="lead-hook-off"),
    path("f/confirm/<str:secret>/", public.form_confirm, name="form-confirm"),
    path("f/hook/<str:key>/", public.hook, name="lead-hook"),
    path("f/<str:key>/", public.public_form, name="form-public"),
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
