"""Where the pages of the deals live."""

from django.urls import path

from .pages import board, deal, listing, moves, new, panels, people

urlpatterns = [
    path("board/", board.board_page, name="board"),
    path("board/cards/<slug:column>/", board.board_cards, name="board-cards"),
    path("board/drop/<slug:to>/", board.board_drop, name="board-drop"),
    path("deals/", listing.deals, name="deals"),
    path("deals/new/", new.deal_new, name="deal-new"),
    path("deals/quiet/", panels.quiet, name="deals-quiet"),
    path("deals/of-organisation/<int:organisation_id>/", panels.organisation_deals, name="organisation-deals"),
    path("deals/of-person/<int:person_id>/", panels.person_deals, name="person-deals"),
    path("deals/find/<slug:one>/", people.deal_find, name="deal-find"),
    path("deals/<int:deal_id>/", deal.deal, name="deal"),
    path("deals/<int:deal_id>/field/<str:name>/", deal.deal_field, name="deal-field"),
    path("deals/<int:deal_id>/move/", moves.deal_move, name="deal-move"),
    path("deals/<int:deal_id>/stage", moves.deal_stage, name="deal-stage"),
    path("deals/<int:deal_id>/lost/", moves.deal_lost, name="deal-lost"),
    path("deals/<int:deal_id>/reopen/", moves.deal_reopen, name="deal-reopen"),
    path("deals/<int:deal_id>/back/<slug:stage>/", moves.deal_back, name="deal-back"),
    path("deals/<int:deal_id>/people/", people.deal_person, name="deal-person"),
    path("deals/<int:deal_id>/people/<int:person_id>/<slug:role>/", people.deal_person_off, name="deal-person-off"),
]
