"""Addresses of travellers."""

from django.urls import path

from tongguan.operations.travellers.views import flights, hits, lists, looking

urlpatterns = [
    path("travellers/hits/", hits.hits, name="travellers_hits"),
    path("travellers/hits/<str:reference>/", hits.hit, name="travellers_hit"),
    path("travellers/hits/<str:reference>/take/", hits.take, name="travellers_take"),
    path("travellers/hits/<str:reference>/decision/", hits.decide, name="travellers_decide"),
    path("travellers/hits/<str:reference>/entry/", hits.unmask_entry, name="travellers_unmask"),
    path("travellers/quality/", hits.quality, name="travellers_quality"),
    path("travellers/look-up/", looking.look_up, name="travellers_look_up"),
    path("travellers/flights/", flights.flights, name="travellers_flights"),
    path("travellers/flights/<int:flight_id>/", flights.flight, name="travellers_flight"),
    path("travellers/flights/<int:flight_id>/rows/", flights.correct, name="travellers_flight_rows"),
    path("travellers/messages/", flights.messages, name="travellers_messages"),
    path("travellers/messages/<int:transmission_id>/", flights.message, name="travellers_message"),
    path("travellers/lists/", lists.lists, name="travellers_lists"),
    path("travellers/lists/<slug:code>/", lists.one_list, name="travellers_list"),
    path("travellers/lists/<slug:code>/file/", lists.bring, name="travellers_list_file"),
    path("travellers/lists/<slug:code>/entries/", lists.put, name="travellers_list_put"),
    path("travellers/lists/<slug:code>/entries/<int:entry_id>/", lists.entry, name="travellers_entry"),
]
