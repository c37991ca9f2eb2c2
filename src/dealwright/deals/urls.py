"""Where the pages of the deals live."""

from django.urls import path

from .pages import approvals, board, deal, listing, moves, new, panels, people, proof, qualifying

urlpatterns = [
    path("board/", board.board_page, name="board"),
    path("board/cards/<slug:column>/", board.board_cards, name="board-cards"),
    path("board/drop/<slug:to>/", board.board_drop, name="board-drop"),
    path("deals/", listing.deals, name="deals"),
    path("deals/new/", new.deal_new, name="deal-new"),
    path("deals/quiet/", panels.quiet, name="deals-quiet"),
    path("deals/approvals/", approvals.waiting, name="approvals"),
    path("deals/approvals/<int:approval_id>/", approvals.approval, name="approval"),
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
    path("deals/<int:deal_id>/supply/", proof.deal_supply, name="deal-supply"),
    path("deals/<int:deal_id>/proof/<int:confirmation_id>/off/", proof.deal_proof_off, name="deal-proof-off"),
    path("deals/<int:deal_id>/steps/<slug:step>/", proof.deal_step, name="deal-step"),
    path("deals/<int:deal_id>/answers/<slug:framework>/<slug:element>/", qualifying.deal_answer, name="deal-answer"),
    path("deals/<int:deal_id>/frameworks/", qualifying.deal_frameworks, name="deal-frameworks"),
    path("deals/<int:deal_id>/people/", people.deal_person, name="deal-person"),
    path("deals/<int:deal_id>/people/<int:person_id>/<slug:role>/", people.deal_person_off, name="deal-person-off"),
    path("deals/<int:deal_id>/people/<int:person_id>/<slug:role>/stance/", people.deal_stance, name="deal-stance"),
    path("deals/<int:deal_id>/deviations/", conformance.deal_deviations, name="deal-deviations"),
    path("playbooks/<slug:key>/conformance/", conformance.conformance_page, name="playbook-conformance"),
    path("playbooks/<slug:key>/conformance/<slug:kind>/", conformance.conformance_deals, name="conformance-deals"),
    path("playbooks/<slug:key>/replay/", replay.replay_page, name="playbook-replay"),
    path("playbooks/<slug:key>/replay/<int:study_id>/", replay.replay_found, name="playbook-replay-found"),
]
