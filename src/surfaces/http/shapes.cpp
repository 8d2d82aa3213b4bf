// SPDX-License-Identifier: Apache-2.0
// The shapes themselves; schemas.hpp says how they are spelled. A null count is "no data" (outside a source's coverage), never 0.
#include "surfaces/http/schemas.hpp"

namespace accalmie::http {

namespace {

constexpr std::string_view shapes_text = R"json({
"Error": {"error": {"kind": "ErrorKind", "what": "text", "where": "text", "remedy": "text"}},
"ErrorKind": "=usage|=invalid|=missing|=denied|=conflict|=limit|=io|=corrupt",
"BothLanguages": {"fr": "text", "en": "text"},
"Health": {"status": "=ok"},
"Workspace": {
  "name": "text", "demo": "yes_no", "demo_notice": "BothLanguages|null", "today": "day", "records": "integer", "rows": "integer", "version": "text",
  "boundary": "text|null", "viewer": {"pseudonym": "text", "role": "text", "places": ["text"]},
  "sources": [{"source": "text", "first_day": "day", "last_day": "day", "area": "text", "release": "text|null"}]},
"Place": {
  "code": "text", "name": "text", "level": "integer", "parent": "text|null", "latitude": "number|null", "longitude": "number|null",
  "population": "integer|null"},
"PlaceList": {"boundary": "text", "places": ["Place"], "demo": "yes_no"},
"PlaceFeature": {"type": "=Feature", "id?": "text", "geometry": "Geometry|null", "properties": "Place"},
"PlaceCollection": {"type": "=FeatureCollection", "features": ["PlaceFeature"], "boundary?": "text", "demo?": "yes_no", "bbox?": ["number"]},
"Geometry": {"type": "=Polygon|=MultiPolygon|=Point", "coordinates": ["any"]},
"Places": "PlaceList|PlaceCollection",
"CalmState": "=calm|=breached|=violent|=quiet_closed_in|=emptied|=unknown",
"HowLikely": {
  "poisson": "number", "negative_binomial": "number|null", "rate_per_30_days": "number", "dispersion": "number|null", "baseline_first": "day",
  "baseline_last": "day"},
"CalmRow": {
  "rule": "text", "place": "text|null", "place_name": "text|null", "latitude": "number|null", "longitude": "number|null", "state": "CalmState",
  "since": "day|null", "spell_days": "integer|null", "last_event_day": "day|null", "last_contact_day": "day|null", "contacts": "integer",
  "watched_days": "integer", "how_likely": "HowLikely|null", "why": "BothLanguages", "no_recorded_event_since": {"*": "day|null"}},
"CalmCounts": {"calm": "integer", "breached": "integer", "violent": "integer", "quiet_closed_in": "integer", "emptied": "integer", "unknown": "integer"},
"Calm": {"as_of": "day", "rules": ["CalmRow"], "counts": "CalmCounts", "demo": "yes_no"},
"CommitmentStatus": "=kept|=broken|=untested|=expired",
"Commitment": {
  "id": "text", "kind": "text", "guarantor_role": "text", "to": "text", "corridor": "text|null", "place": "text|null", "place_name": "text|null",
  "made_on": "day", "from": "day|null", "status": "CommitmentStatus", "tests": "integer", "last_test_day": "day|null", "what": "text|null"},
"CommitmentCounts": {"kept": "integer", "broken": "integer", "untested": "integer", "expired": "integer"},
"ReliabilityShown": {"corridor": "text", "tests": "integer", "held": "integer", "rate": "number", "lower_95": "number", "upper_95": "number"},
"ReliabilityHidden": {"corridor": "text", "hidden": "yes_no", "reason": "BothLanguages|text"},
"Promises": {
  "as_of": "day", "commitments": ["Commitment"], "reliability": ["ReliabilityShown|ReliabilityHidden"], "counts": "CommitmentCounts", "demo": "yes_no"},
"RecentIncident": {"day": "day", "kind": "text", "place": "text|null", "place_name": "text|null", "deaths_best": "integer|null", "source": "text"},
"Today": {
  "as_of": "day", "board": "Calm", "expiring": ["Commitment"], "owed": ["Commitment"], "recent_incidents": ["RecentIncident"], "demo": "yes_no"},
"MonthSeries": {"place": "text", "name": "text", "series": {"*": ["integer|null"]}},
"IncidentMonths": {"level": "integer", "months": ["month"], "sources": ["text"], "places": ["MonthSeries"], "demo": "yes_no"},
"Verdict": "=supported|=weak|=not_shown|=cannot_be_said",
"Claim": {"sentence": "BothLanguages|text", "verdict": "Verdict", "missing": ["BothLanguages|text"]},
"Placement": {
  "first_month": "month", "observed": "integer|null", "baseline_kind": "text", "baseline_events": "integer|null", "baseline_months": "integer",
  "expected": "number|null",
  "ratio": "number|null", "lower_95": "number|null", "upper_95": "number|null", "change_percent": "number|null", "rank": "integer|null",
  "of": "integer|null", "p_rank": "number|null", "verdict": "Verdict", "reasons": ["BothLanguages|text"]},
"SourceChange": {
  "source": "text", "covered": "yes_no", "verdict": "Verdict", "reasons": ["BothLanguages|text"], "placements": ["Placement"],
  "series": {"months": ["month"], "counts": ["integer|null"]},
  "search": {"lowest_first_month": "month|null", "level": "number", "lowest_upper": "number|null", "p": "number|null", "ranges": "integer",
  "verdict_if_named": "Verdict"}, "smallest_p_rank": "number|null", "disputed": "integer", "otherwise": ["Verdict"],
  "readings_left_out": "integer"},
"Neighbour": {"place": "text", "name": "text", "*": "any"},
"Ring": {
  "distance": "integer", "source": "text", "first_month": "month", "places": ["text"], "observed": "integer|null", "baseline_events": "integer|null",
  "ratio": "number|null", "lower": "number|null", "upper": "number|null", "ratio_with_inner": "number|null", "lower_with_inner": "number|null",
  "upper_with_inner": "number|null", "words": "BothLanguages"},
"Change": {
  "exploratory": "yes_no", "claim": "Claim", "open_data": ["SourceChange"], "places": ["any"], "neighbours": ["Neighbour"], "rings": ["Ring"], "method": {"*": "any"}, "thresholds": {"*": "any"},
  "demo": "yes_no"},
"PlanChange": {"field": "text", "before": "text", "after": "text"},
"PlanVersion": {
  "address": "text", "author": "text", "received": "text", "claimed": "text", "state": "text", "changed": ["PlanChange"], "fields": {"*": "text"}},
"Plans": {"plans": [{"name": "text", "address": "text", "versions": ["PlanVersion"]}], "demo": "yes_no"},
"PlanRegistered": {
  "at": "text", "first_version_at": "text", "before_data": "=before_all_data|=before_window_data|=after_window_data|=no_data", "words": "BothLanguages",
  "against_window": "=before_window|=during_window|=after_window", "window_ended": "day",
  "sources": [{"source": "text", "registered": "text", "rows": "integer", "first_row_received": "text|null", "first_window_row_received": "text|null"}]},
"PlanResult": {
  "exploratory": "yes_no", "verdict": "Verdict", "multiverse": {"*": "any"}, "plan": {"name": "text", "address": "text", "sentence": "text", "fields": {"*": "text"}}, "registered": "PlanRegistered",
  "versions": ["PlanVersion"], "change": "Change", "*": "any"},
"NamedParts": {"window": "text|null", "area": "text|null", "baseline": "text|null", "source": "text|null", "uniqueness": "text|null"},
"ClaimRecord": {
  "name": "text", "sentence": "text", "said_by": "text|null", "places": ["text"], "first": "month", "last": "month", "months": "integer",
  "named": "NamedParts", "verdict": "Verdict|null", "missing": ["text"], "reasons": ["text"], "checked_on": "day|null", "reply": "text|null",
  "plan": "text|null"},
"Claims": {"claims": ["ClaimRecord"], "demo": "yes_no"},
"CheckedClaim": {
  "name": "text", "sentence": "text", "said_by": "text|null", "places": ["text"], "first": "month", "last": "month", "months": "integer",
  "named": "NamedParts", "verdict": "Verdict|null", "missing": ["text"], "reasons": ["text"], "checked_on": "day|null", "reply": "text|null",
  "plan": "text|null", "figures": "any", "recipe": "any", "inputs": "any", "curve": "any", "demo": "yes_no"},
"PlotTable": {"columns": ["text"], "rows": [["text"]], "rows_left_out": "integer"},
"PlotSheet": {
  "kind": "text", "language": "=fr|=en", "title": "text", "statuses": ["text"], "description": "text", "svg": "text", "table": "PlotTable", "csv": "text", "demo": "yes_no"},
"MethodColumn": {"name": "text", "meaning": "BothLanguages|text", "unit?": "text|null"},
"Method": {
  "name": "text", "summary": "BothLanguages|text", "columns": ["MethodColumn"], "options": ["MethodColumn"], "source": "text", "*": "any"},
"Methods": {"methods": ["Method"], "demo": "yes_no"},
"TrustWave": {
  "wave": "text", "first_day": "day", "last_day": "day", "answers": "integer", "persons": "integer|null", "weights": "=all|=none|=some", "clusters": "=all|=none|=some",
  "respondents": "=all|=none|=some"},
"TrustLevel": {
  "place": "text|null", "place_name": "text|null", "question": "text", "wave": "text", "persons": "integer|null", "clusters": "integer", "too_few": "BothLanguages|null",
  "too_few_code": "text|null", "mean": "number|null", "standard_error": "number|null", "lower": "number|null", "upper": "number|null", "design_effect": "number|null",
  "degrees_of_freedom": "integer|null", "disputed": "integer"},
"TrustChange": {
  "place": "text|null", "place_name": "text|null", "question": "text", "from": "text", "to": "text", "too_few": "yes_no", "same_clusters": "yes_no", "change": "number|null",
  "standard_error": "number|null", "lower": "number|null", "upper": "number|null", "statistic": "number|null", "p_value": "number|null", "degrees_of_freedom": "integer|null"},
"TrustScale": {
  "wave": "text", "persons": "integer", "left_out": "integer", "alpha": "number|null", "lower": "number|null", "upper": "number|null", "standardised_alpha": "number|null",
  "mean_correlation": "number|null", "omega": "number|null",
  "items": [{"question": "text", "mean": "number", "standard_deviation": "number", "item_rest_correlation": "number|null", "alpha_if_dropped": "number|null"}]},
"Trust": {
  "level": "number", "questions": ["text"], "waves": ["TrustWave"], "levels": ["TrustLevel"], "changes": ["TrustChange"], "scales": ["TrustScale"], "disputed": "integer",
  "unplaced": "integer", "twice": "integer", "demo": "yes_no"},
"SignReading": {"wave": "month", "too_few": "yes_no", "asked": "integer|null", "seen": "integer|null", "share": "number|null", "disputed": "yes_no"},
"VillageSign": {
  "sign": "text", "chosen_on": "day", "votes_for": "integer|null", "votes_cast": "integer|null", "disputed": "yes_no", "readings": ["SignReading"],
  "changes": [{"from": "month", "to": "month", "share_before": "number", "share_after": "number"}]},
"Signs": {"place": "text|null", "place_name": "text|null", "signs": ["VillageSign"], "withdrawn": "integer", "doubled": "integer", "impossible": "integer", "demo": "yes_no"},
"TopicGroup": {"group": "text", "voices": "integer|null", "share_of_group": "number|null"},
"TopicArea": {"place": "text|null", "place_name": "text|null", "voices": "integer|null"},
"Topic": {
  "topic": "text", "voices": "integer|null", "share": "number|null", "why": "=among_the_most|=among_a_kept_group", "groups": ["TopicGroup"], "areas": ["TopicArea"],
  "by_month": ["integer|null"]},
"TopicRise": {"topic": "text", "ratio": "number|null", "lower": "number", "upper": "number|null", "p_rise": "number", "p_adjusted": "number", "rises": "yes_no"},
"Rising": {
  "possible": "yes_no", "earlier_first": "month|null", "earlier_last": "month|null", "later_first": "month|null", "later_last": "month|null", "gatherings_earlier": "integer",
  "gatherings_later": "integer", "topics": ["TopicRise"], "topics_too_few": "integer"},
"GroupHearing": {
  "group": "text", "present": "integer|null", "expected": "number", "population_share": "number", "present_share_lower": "number|null", "present_share_upper": "number|null",
  "p_adjusted": "number", "not_heard": "yes_no"},
"AreaHearing": {"place": "text|null", "place_name": "text|null", "basis": "=sex|=sex_and_age", "groups": ["GroupHearing"]},
"AreaName": {"place": "text|null", "place_name": "text|null"},
"Voices": {
  "from": "month|null", "to": "month|null", "level": "number", "voices": "integer|null", "gatherings": "integer", "months": ["month"], "topics": ["Topic"],
  "kept": [{"group": "text", "voices": "integer|null", "topics": ["text"]}], "rising": "Rising", "hearing": ["AreaHearing"], "without_population": ["AreaName"],
  "silent": [{"group": "text", "present": "integer|null"}], "absent": ["text"], "disputed": "integer", "shown_from": "integer", "demo": "yes_no"},
"ReachRange": {"lower": "integer", "upper": "integer", "lower_rule": "text", "upper_rule": "text", "lower_words": "BothLanguages", "upper_words": "BothLanguages"},
"ServiceReach": {"service": "text", "species": "text", "rows": "integer", "times_added": "integer|null", "different": "ReachRange", "largest_month": "month|null"},
"Clash": {
  "quantity": "text", "area": "text", "period": "text|null", "lowest": "number", "highest": "number", "definitions_differ": "yes_no",
  "figures": [{"source": "text", "value": "number", "definition": "text|null"}]},
"Reach": {
  "from": "month|null", "to": "month|null", "people": "ReachRange|null", "services": ["ServiceReach"], "animals": [{"species": "text", "different": "ReachRange"}],
  "population": "integer|null", "above_population": "yes_no", "visits": "integer|null", "visits_by_kind": {"*": "integer"},
  "refused": [{"what": "text", "words": "BothLanguages", "reason": "BothLanguages"}],
  "tokens": {"known": "yes_no", "distinct": "integer|null", "services": ["text"], "by_service": ["integer|null"], "words": "BothLanguages"}, "clashes": ["Clash"],
  "clashes_left_out": "integer", "told_twice": "integer", "perhaps_twice": "integer", "disputed": "integer", "flagged_rows": "integer", "demo": "yes_no"},
"Warned": "=in_time|=late|=not_at_all",
"WarningState": "=confirmed|=unreached|=unread|=to_come",
"HazardStation": {
  "place": "text|null", "place_name": "text|null", "station": "text", "hazard": "text", "quantity": "text", "readings": "integer", "first": "day|null", "last": "day|null",
  "without_humidity": "integer", "bounds": [{"rule": "text", "value": "number|null", "years": "integer", "unjudged_because": "text|null"}]},
"HazardEvent": {
  "hazard": "text", "place": "text|null", "place_name": "text|null", "station": "text", "quantity": "text", "first": "day", "last": "day", "readings": "integer",
  "peak": "number", "peak_day": "day", "rule": "text", "level": "text", "bound": "number", "bound_passed_on": "day", "cut_by_gap": "yes_no", "goes_on": "yes_no",
  "forecast_on": "day|null", "warned": "Warned", "warned_words": "BothLanguages", "warned_on": "day|null", "lead_days": "integer|null",
  "households_low": "integer|null", "households_high": "integer|null", "warnings": ["text"], "to_do": "BothLanguages", "source": "text"},
"HazardWarning": {
  "id": "text", "hazard": "text", "place": "text|null", "place_name": "text|null", "level": "text", "channel": "text", "issued": "day", "from": "day", "until": "day|null",
  "households_low": "integer|null", "households_high": "integer|null", "state": "WarningState", "state_words": "BothLanguages", "event": "integer|null"},
"HazardsSum": {
  "events": "integer", "warned_in_time": "integer", "warned_late": "integer", "not_warned": "integer", "warnings": "integer", "confirmed": "integer", "unreached": "integer",
  "unread": "integer", "to_come": "integer", "lead_days_median": "number|null"},
"HazardRule": {
  "id": "text", "hazard": "text", "quantity": "text", "station": "text|null", "threshold": "number", "days": "integer", "level": "text", "valid_from": "day", "valid_until": "day|null",
  "to_do": "BothLanguages", "source": "text"},
"Hazards": {
  "as_of": "day", "events": ["HazardEvent"], "warnings": ["HazardWarning"], "sums": {"*": "HazardsSum"}, "stations": ["HazardStation"], "rules": ["HazardRule"],
  "doubled": "integer", "impossible": "integer", "demo": "yes_no"},
"Linked": "=none|=seen|=hidden|=missing",
"ItemState": "=delivered|=partly_overdue|=overdue|=waiting|=no_due|=due_hidden",
"TwiceBecause": "=same_visit|=two_visits|=two_reports|=visit_and_report",
"GatheringSeen": {"id": "text", "kind": "text", "name": "text|null", "day": "day", "place": "text|null", "place_name": "text|null"},
"AskedBy": {
  "id": "text", "group": "text", "topic": "text", "kind": "text", "day": "day", "place": "text|null", "place_name": "text|null", "gathering": "GatheringSeen|null"},
"PromiseBehind": {
  "id": "text", "kind": "text", "guarantor_role": "text", "to": "text", "corridor": "text|null", "from": "day", "status": "CommitmentStatus"},
"Receipt": {
  "id": "text", "visit": "text|null", "report": "text|null", "day": "day", "place": "text|null", "place_name": "text|null", "service": "text", "species": "text",
  "sex": "text", "age_band": "text", "residence": "text", "count": "integer", "twice": "TwiceBecause|null", "twice_words": "BothLanguages|null", "repeats": "text|null"},
"AskedItem": {
  "id": "text", "package": "text", "package_name": "text|null", "agreed_on": "day|null", "agreed_at": "GatheringSeen|null", "place": "text|null", "place_name": "text|null",
  "service": "text", "species": "text", "topic": "text|null", "ask": "Linked", "ask_words": "BothLanguages", "asked_by": "AskedBy|null", "promise": "Linked",
  "promised_by": "PromiseBehind|null", "planned": "integer", "delivered": "integer", "rows": "integer", "left_out_twice": "integer", "last_delivery": "day|null",
  "due": "day|null", "due_hidden": "yes_no", "state": "ItemState", "state_words": "BothLanguages", "disputed": "yes_no", "receipts": ["Receipt"]},
"AsksSum": {"items": "integer", "planned": "integer", "delivered": "integer", "nobodys_ask": "integer", "by_state": {"*": "integer"}},
"Unpromised": {"service": "text", "species": "text", "rows": "integer", "times": "integer", "other_service": "integer", "item_missing": "integer"},
"Asks": {
  "as_of": "day", "voice": "AskedBy|null", "items": ["AskedItem"], "people": "AsksSum", "animals": "AsksSum", "species_not_said": "AsksSum",
  "delivered_not_promised": ["Unpromised"], "counted_twice": ["Receipt"], "counted_twice_total": "integer",
  "perhaps_twice": [{"one": "Receipt", "with": "Receipt", "at_most": "integer"}], "perhaps_twice_total": "integer", "asks": "integer", "asks_without_item": "integer",
  "hidden_items": "integer", "disputed": "integer", "demo": "yes_no"},
"NutritionProtocol": {
  "id": "text", "name": "BothLanguages", "valid_from": "day", "valid_until": "day|null", "exit_rule": "=same_sign|=all_signs|=arm", "visit_days_severe": "integer",
  "visit_days_moderate": "integer", "default_visits": "integer", "non_response_weeks": "integer", "source": "text", "checked": "yes_no", "not_checked": "BothLanguages|null"},
"CareShare": {"count": "integer|null", "share": "number|null", "lower": "number|null", "upper": "number|null", "standard": "=met|=not_met|=cannot_be_said"},
"CareStandard": {"id": "text", "cured_above": "number", "died_below": "number", "defaulted_below": "number", "source": "text", "checked": "yes_no"},
"CareGroup": "=severe|=moderate|=infants|=other",
"Malnutrition": "=severe|=moderate|=none|=unknown",
"CareOutcomes": {
  "group": "CareGroup", "words": "BothLanguages", "admitted": "integer|null", "admitted_by": [{"sign": "text", "words": "BothLanguages", "count": "integer|null"}],
  "in_care": "integer|null", "transferred": "integer|null", "not_said": "integer|null", "left": "integer|null", "cured": "CareShare", "died": "CareShare",
  "defaulted": "CareShare", "not_responded": "CareShare", "stay_days_mean": "number|null", "stay_days_median": "number|null", "weight_gain_g_kg_day": "number|null",
  "weighed": "integer|null", "standard": "CareStandard|null"},
"NutritionScreening": {
  "measures": "integer|null", "children": "integer|null", "severe": "integer|null", "moderate": "integer|null", "none": "integer|null", "unknown": "integer|null",
  "infants_severe": "integer|null", "not_admitted": "integer|null", "without_token": "integer|null", "population_under_5": "integer|null", "screened_share": "number|null"},
"ChildInCare": {
  "token": "text|null", "facility": "text|null", "facility_name": "text|null", "place": "text|null", "place_name": "text|null", "admitted": "day", "last_visit": "day",
  "due": "day", "days_absent": "integer", "visits_missed": "integer", "days_in_care": "integer", "group": "CareGroup", "state": "Malnutrition",
  "state_words": "BothLanguages", "admitted_by": "text", "admitted_by_words": "BothLanguages", "weight_kg": "number|null", "arm_cm": "number|null",
  "sachets_least": "integer|null", "sachets_most": "integer|null", "protocol": "text"},
"ChildMeasured": {
  "token": "text|null", "facility": "text|null", "facility_name": "text|null", "place": "text|null", "place_name": "text|null", "day": "day", "occasion": "text",
  "problem": "text|null", "words": "BothLanguages|null"},
"ChildrenInCare": {"children": ["ChildInCare"], "left_out": "integer"},
"ChildrenMeasured": {"children": ["ChildMeasured"], "left_out": "integer"},
"NutritionQueue": {"due": "ChildrenInCare", "lost": "ChildrenInCare", "too_long": "ChildrenInCare", "not_admitted": "ChildrenMeasured", "inconsistent": "ChildrenMeasured"},
"Nutrition": {
  "as_of": "day", "from": "month|null", "to": "month|null", "counts": "=exact|=guarded", "counts_words": "BothLanguages", "protocols": ["NutritionProtocol"],
  "screening": "NutritionScreening", "outcomes": ["CareOutcomes"], "inconsistent": [{"problem": "text", "words": "BothLanguages", "count": "integer"}],
  "queue": "NutritionQueue|null", "disputed": "integer", "flagged_rows": "integer", "shown_from": "integer", "demo": "yes_no"},
"SurvivorTables": {
  "tables": [{"what": "text", "released_on": "day", "rule": "text", "to": "text|null", "shown": [{"name": "text", "people": "integer"}]}], "demo": "yes_no"},
"MentalHealthShare": {"hidden": "yes_no", "of": "integer|null", "are": "integer|null", "share": "number|null"},
"MentalHealth": {
  "as_of": "day", "grace_days": "integer", "visits": [{"condition": "text", "kind": "text", "visits": "integer|null"}], "withheld": "integer",
  "kept": "MentalHealthShare", "late": "MentalHealthShare", "missed": "MentalHealthShare", "waiting": "integer|null", "medicine_covered": "MentalHealthShare",
  "days_covered": "number|null", "longest_gap_days": "integer|null",
  "missed_visits": [{"token": "text", "place": "text", "place_name": "text|null", "condition": "text", "agreed": "day", "last_seen": "day"}], "missed_left_out": "integer",
  "without_token": "integer|null", "medicine_without_days": "integer|null", "disputed": "integer", "demo": "yes_no"},
"TimelineLane": "=dialogue|=guarantee|=incident|=clinic_day|=delivery|=stock|=facility|=survey|=hazard",
"TimelineRow": {
  "day": "day", "last_day": "day|null", "lane": "TimelineLane", "tenor": "=plain|=bad|=open", "what": "text|null", "words": "BothLanguages", "number": "integer|null",
  "place": "text|null", "place_name": "text|null", "type": "text", "id": "text"},
"Timeline": {
  "place": "text|null", "place_name": "text|null", "level": "integer", "km": "number", "from": "month|null", "to": "month|null",
  "lanes": [{"lane": "TimelineLane", "words": "BothLanguages"}], "rows": ["TimelineRow"], "months": [{"month": "month", "counts": {"*": "integer"}}], "hidden": "integer",
  "left_out": "integer", "demo": "yes_no"},
"ReportState": "=not_expected|=closed|=unreachable|=out_of_stock|=true_zero|=partly|=late|=reported|=awaited|=silent|=not_sent",
"ReportSums": {
  "expected": "integer", "received": "integer", "on_time": "integer", "late": "integer", "time_unknown": "integer", "closed": "integer", "unreachable": "integer",
  "silent": "integer", "not_sent": "integer", "could_report": "integer", "completeness_of_all": "number|null", "completeness_of_able": "number|null",
  "able_share": "number|null", "timeliness_of_all": "number|null", "timeliness_of_all_most": "number|null", "timeliness_of_able": "number|null",
  "timeliness_of_received": "number|null", "states": {"*": "integer"}},
"CareCoverage": {"person_years": "number", "contacts": "integer", "rate": "number|null", "share": "number"},
"AccessCoverage": {"all": "CareCoverage", "reachable": "CareCoverage", "unreachable": "CareCoverage", "difference": "number|null"},
"ReportCell": {
  "state": "ReportState", "time": "=on_time|=late|=unknown|null", "reason": "text|null", "received_on": "day|null", "consultations": "integer|null",
  "open_days": "integer|null", "stock_out_days": "integer|null", "closed_days": "integer", "partly_days": "integer", "cut_off_days": "integer", "disputed": "yes_no",
  "corrected": "yes_no", "twice": "yes_no"},
"ReportingFacility": {
  "id": "text", "code": "text", "name": "text", "kind": "text", "place_name": "text|null", "area": "text|null", "area_name": "text|null", "cells": ["ReportCell"],
  "sums": "ReportSums"},
"Completeness": {
  "as_of": "day", "period": "=week|=month", "due_days": "integer",
  "periods": [{"name": "text", "first_day": "day", "last_day": "day", "due": "day", "sums": "ReportSums"}], "all": "ReportSums", "coverage": "AccessCoverage|null",
  "areas": [{"place": "text|null", "place_name": "text|null", "sums": "ReportSums", "coverage": "AccessCoverage|null", "people_not_known": ["text"]}],
  "facilities": ["ReportingFacility"], "reports_of_unknown": "integer", "disputed": "integer", "twice": "integer", "demo": "yes_no"},
"AttackLoss": {
  "attacks": ["day"], "first": "day", "last": "day", "periods": "integer", "missing": "integer", "cannot_be_said_because": "text|null", "usual_periods": "integer",
  "usual_a_day": "number|null", "usual_open_share": "number|null", "dispersion": "number|null", "observed": "number|null", "expected": "number|null",
  "loss": "number|null", "lower": "number|null", "upper": "number|null", "lost_share": "number|null", "lost_while_closed": "number|null",
  "lost_while_open": "number|null", "p_value": "number|null", "facility?": "text", "facility_name?": "text", "by?": "=week|=month"},
"Attack": {
  "id": "text", "day": "day", "certainty": "=confirmed|=probable|=possible|=rumour", "kind": "text", "facility_kind": "text|null", "affected": ["text"],
  "deaths": "integer|null", "injured": "integer|null", "removed": "integer|null", "disputed": "yes_no", "team": "yes_no", "facility": "text|null",
  "facility_name": "text|null", "place_name": "text|null", "consequence": "text|null", "narrative": "text|null", "by": "=week|=month|null", "loss": "AttackLoss|null",
  "cannot_be_said": "BothLanguages|null"},
"LossSum": {
  "said": "integer", "not_said": "integer", "observed": "number|null", "expected": "number|null", "loss": "number|null", "lower": "number|null",
  "upper": "number|null"},
"Attacks": {
  "as_of": "day", "window_days": "integer", "level": "number", "least": "text", "by_certainty": {"*": "integer"}, "attacks": ["Attack"], "episodes": ["AttackLoss"],
  "sum": "LossSum|null", "loss_not_shown": "integer", "without_facility": "integer", "demo": "yes_no"},
"TypedReport": {
  "facility": "text", "period": "=week|=month", "first_day?": "day|null", "received_on?": "day|null", "open_days?": "integer|null", "consultations?": "integer|null",
  "consultations_female?": "integer|null", "consultations_male?": "integer|null", "consultations_under_5?": "integer|null", "deaths?": "integer|null",
  "stock_out_days?": "integer|null"},
"ReportNote": {
  "field": "text", "fault": "text", "severity": "=wrong|=ask|=note", "what": "BothLanguages", "remedy": "BothLanguages", "found": "number|null", "low": "number|null",
  "high": "number|null", "usual": "number|null"},
"ReportCheck": {"facility": "text", "facility_name": "text", "period_name": "text|null", "refused": "yes_no", "corrects": "text|null", "notes": ["ReportNote"]},
"ReportVersion": {
  "address": "text", "replaces": "text|null", "state": "text", "written": "text|null", "received_on": "day|null", "open_days": "integer|null",
  "consultations": "integer|null", "consultations_female": "integer|null", "consultations_male": "integer|null", "consultations_under_5": "integer|null",
  "deaths": "integer|null", "stock_out_days": "integer|null", "remarks": "text|null", "changed": ["text"]},
"ReportHistory": {"facility": "text", "facility_name": "text", "period_name": "text", "versions": ["ReportVersion"], "demo": "yes_no"},
"AlertLevel": "=alert|=epidemic",
"AlertState": "=open|=seen|=verified|=response_started|=dismissed|=closed",
"SpokenRule": {
  "rule": "text", "level": "AlertLevel", "first_week": "day", "last_week": "day", "value": "number", "bound": "number|null", "says": "BothLanguages|null",
  "do": "BothLanguages|null", "source": "text", "checked": "yes_no", "checked_where": "text|null"},
"AlertWeek": {
  "week": "text", "monday": "day", "cases": "number|null", "confirmed": "number|null", "reports": "integer", "reports_expected": "integer", "expected": "number|null",
  "bound": "number|null", "likely": "number|null", "likely_lower_95": "number|null", "likely_upper_95": "number|null", "spoke": "yes_no"},
"AlertStepTaken": {"step": "text", "day": "day", "role": "text", "note": "text|null"},
"Alert": {
  "signal": "text", "about": "text", "subject": "text", "species": "text|null", "site": "text|null", "site_name": "text|null",
  "place": "text", "place_name": "text|null", "place_level": "integer", "level": "AlertLevel",
  "first_week": "day", "last_week": "day", "rules": ["SpokenRule"], "weeks": ["AlertWeek"], "method": "text|null", "method_because": "BothLanguages|null",
  "late_reports": "BothLanguages|null", "population": "number|null", "inside": "text|null", "recorded_on": "day|null", "state": "AlertState", "steps": ["AlertStepTaken"]},
"EarlierAlert": {
  "signal": "text", "about": "text", "place": "text", "place_name": "text|null", "level": "AlertLevel", "first_day": "day", "rule": "text", "state": "AlertState",
  "steps": ["AlertStepTaken"]},
"Alerts": {
  "place": "text|null", "place_name": "text|null", "newest_week": "text", "newest_monday": "day", "known_on": "day", "weeks": "integer", "alerts": ["Alert"],
  "earlier": ["EarlierAlert"], "older_left_out": "yes_no", "not_shown": ["text"], "demo": "yes_no"},
"AlertDeed": {"signal": "text", "step": "text", "note?": "text"},
"AlertDone": {"signal": "text", "step": "text", "day": "day"},
"SeenDeed": {"instance": "text"},
"SeenDone": {"instance": "text", "day": "day"},
"ReceivedFlag": {"kind": "text", "path": "text", "rule": "text", "message": "text"},
"SeenBy": {"role": "text", "name": "text|null", "at": "instant"},
"ReceivedValue": {"field": "text", "label": "BothLanguages", "sealed": "yes_no", "text": "BothLanguages|null"},
"ReceivedRecord": {"type": "text", "label": "BothLanguages", "values": ["ReceivedValue"]},
"ReceivedAnswer": {
  "instance": "text", "form": "text", "title": "text", "received": "instant", "own": "yes_no", "outcome": "text", "day": "day|null", "place": "text|null", "place_name": "text|null",
  "flags": ["ReceivedFlag"], "seen": ["SeenBy"], "seen_by_you": "yes_no", "records": ["ReceivedRecord"]},
"Received": {"answers": ["ReceivedAnswer"]},
"StockStatus": "=stock_out|=below_reorder_point|=adequate|=above_maximum|=unused|=consumption_unknown",
"StockBatch": {"batch": "text|null", "expiry": "day|null", "quantity": "number", "lost_to_expiry": "number|null"},
"StockHeld": {
  "holder": "text", "holder_kind": "=facility|=asset", "holder_type": "text|null", "place": "text|null", "place_name": "text|null", "rule": "text|null",
  "status_words": "BothLanguages", "runs_out_soon": "yes_no", "expires_soon": "yes_no", "facility": "text", "item": "text", "status": "StockStatus",
  "on_hand": "number", "usable": "number", "expired_on_shelf": "number", "in_transit": "number", "average_monthly_consumption": "number|null",
  "average_monthly_consumption_unadjusted": "number|null", "no_consumption_because": "text|null", "months_of_stock": "number|null", "empty_on": "day|null",
  "stock_out_days": "integer", "stock_outs": [{"first": "day", "last": "day", "days": "integer"}], "months_seen": "number", "window_first": "day", "window_last": "day",
  "received": "number", "consumed": "number", "lost": "number", "written_off_expired": "number", "sent": "number", "transferred_in": "number",
  "lost_to_expiry": "number|null", "batches": ["StockBatch"], "reorder_point": "number|null", "maximum": "number|null", "order_quantity": "number|null",
  "order_quantity_less_expiry": "number|null", "first_day": "day", "opening": "=counted|=taken_as_zero", "last_count": "day|null", "impossible": "integer",
  "doubtful": "integer"},
"StockFault": {
  "record": "text", "other_record": "text|null", "problem": "text", "grade": "=impossible|=doubtful", "fr": "text", "en": "text", "expected": "number", "found": "number",
  "holder": "text", "facility": "text", "item": "text", "batch": "text|null", "day": "day", "kind": "text", "quantity": "number"},
"Stock": {
  "as_of": "day", "months": "integer", "soon_days": "integer", "lines": "integer", "status": {"*": "integer"}, "items": ["StockHeld"], "problems": {"*": "integer"},
  "faults": ["StockFault"], "faults_left_out": "integer", "lines_without_holder": ["text"], "disputed": "integer", "demo": "yes_no"},
"ReferralStep": "=opened|=transported|=arrived|=treated|=closed_back|=refused|=cancelled|=died",
"ReferralCounts": {
  "opened": "integer|null", "waiting": "integer|null", "lost": "integer|null", "closed": "integer|null", "refused": "integer|null", "cancelled": "integer|null",
  "died": "integer|null"},
"ReferralReason": {
  "reason": "text", "opened": "integer|null", "waiting": "integer|null", "lost": "integer|null", "closed": "integer|null", "refused": "integer|null",
  "cancelled": "integer|null", "died": "integer|null"},
"ReferralLeg": {
  "leg": "text", "too_few": "yes_no", "timed": "integer|null", "lower_quartile_hours": "number|null", "median_hours": "number|null",
  "upper_quartile_hours": "number|null", "limit_hours": "number", "due": "integer|null", "within": "integer|null", "share_within": "number|null",
  "lower": "number|null", "upper": "number|null"},
"OpenReferral": {
  "id": "text", "place": "text", "place_name": "text|null", "facility": "text|null", "to_facility": "text|null", "reason": "text", "token": "text|null",
  "opened_at": "text", "last_step": "ReferralStep", "days_without_next": "number", "lost_after_days": "number", "lost": "yes_no", "disputed": "yes_no",
  "incoming": "yes_no"},
"ReferralFault": {
  "record": "text", "other_record": "text|null", "referral": "text", "fault": "text", "words": "BothLanguages", "step": "ReferralStep", "at": "text",
  "against": "ReferralStep|null", "against_at": "text|null", "place_name": "text|null", "facility": "text|null"},
"Referrals": {
  "as_of": "day", "counts": "ReferralCounts", "farthest_step": {"*": "integer|null"},
  "limits": {"within_hours": {"*": "number"}, "lost_after_days": {"*": "number"}}, "level": "number", "times": ["ReferralLeg"], "by_reason": ["ReferralReason"],
  "by_facility": [{"facility": "text", "name": "text|null", "opened": "integer|null", "lost": "integer|null"}], "open": ["OpenReferral"], "open_left_out": "integer",
  "faults": ["ReferralFault"], "faults_left_out": "integer", "steps_without_referral": "integer", "disputed": "integer", "shown_from": "integer", "demo": "yes_no"},
"LocalCommand": {"argv": ["text"], "cwd": "text", "color?": "yes_no", "json?": "yes_no"},
"LocalCommandFrame": "ProgressFrame|OutcomeFrame",
"ProgressFrame": {"stream": "=err", "text": "text"},
"OutcomeFrame": {"exit_code": "integer", "out": "text", "err": "text"}
})json";

}  // namespace

nlohmann::ordered_json const& shapes()
{
    static auto const all = nlohmann::ordered_json::parse(shapes_text);
    return all;
}

}  // namespace accalmie::http
