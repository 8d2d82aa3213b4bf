// SPDX-License-Identifier: Apache-2.0
// src/demo/truth.hpp: what is true of a simulated programme: known because it was decided, not because it was measured.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// What a community was made to be on the last day. The same words as the board of `accalmie calm`.
enum class CommunityState : std::uint8_t { calm, breached, violent, quiet_closed_in, emptied, unknown };
std::string_view state_code(CommunityState state);

/// What a commitment was made to be on the last day, seen by somebody who may read its last day.
enum class CommitmentState : std::uint8_t { kept, broken, untested, expired };
std::string_view state_code(CommitmentState state);

struct DemoTruth {
    struct Source {
        std::string name;
        Day first_day{}, last_day{};  ///< covered, both counted
    };
    /// One month of one cercle, all copies of the scale together: those of the archive, then those of the programme. The last ends on the last day.
    struct CercleMonth {
        Month month;
        std::int64_t rate_millionths = 0;    ///< events that the generator expects in it, times 1,000,000
        std::uint64_t events = 0;            ///< that happened
        std::uint64_t field = 0, press = 0;  ///< rows that count, by source and month of their first day; 0 where it covers nothing
    };
    struct Cercle {
        std::string code, name;
        bool falls = false;  ///< does the rate fall once the guarantees hold?
        Month guarantees_from;
        std::int64_t ratio_thousandths = 1000;  ///< true rate after over before, season aside, times 1,000
        std::vector<CercleMonth> months;
    };
    struct Community {
        std::string rule, place, name;
        CommunityState state = CommunityState::unknown;
        std::string because;                  ///< a word of the generator: "watched_and_quiet", "contacts_stopped" ...
        std::optional<Day> last_event_day;    ///< last possible day of the last event of the rule's kinds that a source knows to be there
        std::optional<Day> last_contact_day;  ///< with a reporter who answers for the rule's kinds
    };
    struct Commitment {
        RecordId record;
        std::string kind, guarantor_role, corridor, place;
        Day made_on{}, from{};
        std::optional<Day> until;
        CommitmentState state = CommitmentState::untested;
        CommitmentState state_if_until_is_hidden = CommitmentState::untested;
        std::uint32_t tests = 0, held = 0, not_reached = 0;  ///< tests: held or broken
    };
    struct Corridor {
        std::string name;
        std::uint32_t tests = 0, held = 0;
    };
    /// Incidents about which people do not agree, each by the address of its first version; those that need a second pen may be missing.
    struct Disagreements {
        RecordAddress told_three_times;           ///< three accounts
        std::optional<RecordAddress> settled;     ///< corrected by two people; then somebody chose
        std::optional<RecordAddress> settled_on;  ///< the version that was chosen
        std::optional<RecordAddress> open;        ///< corrected by two people; nobody has chosen
        std::optional<RecordAddress> rival;       ///< the version of a stranger, who may not correct
    };
    /// The evaluation plan, written before all data. What it finds is chance; what is true of its sentence was decided.
    struct Plan {
        std::string name;
        std::vector<std::string> places;
        Month first, last;                        ///< of its window
        std::int64_t true_ratio_thousandths = 0;  ///< events expected in the window over those expected without the guarantees, times 1,000
    };
    /// An item of a package: who asked is a voice of the programme, or nobody.
    struct PackageItem {
        RecordId record;
        std::string place, service, species;
        std::optional<std::string> voice;         ///< "HEX:ROW"; nothing: nobody's ask
        std::string commitment;                   ///< hex; empty: none
        std::int64_t planned = 0, delivered = 0;  ///< delivered: each once
        std::string state;                        ///< on the last day, for who may see the due day: "delivered", "partly_overdue", "overdue", "waiting", "no_due"
    };
    /// A count that was written a second time.
    struct ToldTwice {
        RecordId left_out, counted;
        std::string because;                      ///< "same_visit", "two_visits", "visit_and_report"
    };
    /// What was given and stands in no package, of services that nothing else in the demo gives.
    struct NotPromised {
        std::string service;
        std::int64_t times = 0;
    };
    /// A heat wave or a flood of the programme's time.
    struct Hazard {
        std::string hazard, place;
        Day first{}, last{};                      ///< of the readings above a threshold
        std::string level;                        ///< "alert", "epidemic"
        std::optional<int> lead_days;             ///< from the first warning; nothing: nobody warned
        std::int64_t households_low = 0, households_high = 0;
    };
    struct WarningOfNothing {
        RecordId record;
        std::string state;                        ///< "unreached": no threshold was passed; "unread": nobody read there
    };
    struct MentalHealth {
        std::uint64_t visits = 0;
        std::uint64_t kept = 0, late = 0, missed = 0, waiting = 0;  ///< appointments on the last day, with seven days of grace
    };
    /// What the monthly report of a facility was made to be on the last day.
    struct ReportMonth {
        std::string facility;                     ///< its code
        Month month;
        std::string state;                        ///< as report_state names it: "reported", "closed", "true_zero" ...
    };
    struct WrongTotal {
        std::string facility;
        Month month;                              ///< women and men are seven more than the total
    };
    struct CorrectedReport {
        std::string facility;
        Month month;
        std::int64_t first_total = 0, total = 0;
    };
    struct HealthAttack {
        std::string facility;
        Day day{};
        std::string certainty;
        std::optional<std::int64_t> lost;         ///< consultations of the 30 days that would have taken place; nothing: reports are missing
    };
    struct Trust {
        std::string place, wave;
        std::int64_t mean_thousandths = 0;  ///< expected answer, 0 to 4, times 1,000, all questions alike
    };

    /// Children of one cercle in care for acute malnutrition, whatever the scale.
    struct Nutrition {
        struct Group {
            std::uint64_t admitted = 0, in_care = 0;
            std::map<std::string, std::uint64_t, std::less<>> exits;  ///< by code; "not_said": nobody wrote how
            std::uint64_t cured_days = 0;                             ///< of all cured together
            std::uint64_t gain_thousandths_sum = 0;                   ///< of their weight gains in g/kg/day, times 1,000
        };
        std::string place;
        std::uint64_t screened = 0;  ///< children, each once
        Group severe, moderate;
        std::vector<std::string> due, lost, not_admitted;  ///< tokens, on the last day
        std::map<std::string, std::uint64_t, std::less<>> mistakes;  ///< lines that cannot be right, by kind
    };

    /// A line of a stock card that is wrong on purpose.
    struct StockFault {
        RecordAddress record;
        std::string problem, item;  ///< the word of the answer
    };
    /// A referral of which nothing was heard any more since `last_step`.
    struct LostReferral {
        RecordAddress record;
        std::string last_step;
    };
    /// A step of a referral that cannot be right.
    struct ReferralFault {
        RecordAddress record;
        std::string fault;
    };

    std::uint64_t seed = 1;
    std::uint32_t scale = 1;
    Day first_day{}, last_day{};
    std::string boundary;
    std::map<std::string, std::uint64_t, std::less<>> rows;  ///< written, by record type, corrections included
    std::uint64_t facilities_fixed = 0, clinics_mobile = 0;
    std::int64_t field_detection_watched_permille = 0, field_detection_permille = 0, press_detection_permille = 0;
    std::vector<Source> sources;
    std::vector<Cercle> cercles;
    std::vector<Community> communities;
    std::vector<Commitment> commitments;
    std::vector<Corridor> corridors;
    Disagreements disagreements;
    Plan plan;
    std::vector<Trust> trust;
    std::vector<ReportMonth> report_months;
    std::vector<WrongTotal> wrong_totals;
    std::vector<CorrectedReport> corrected_reports;
    std::vector<HealthAttack> health_attacks;
    std::int64_t lost_after_attacks = 0;          ///< of the two that overlap, no day twice
    std::vector<PackageItem> package_items;
    std::vector<ToldTwice> told_twice;
    std::vector<NotPromised> not_promised;
    std::vector<Nutrition> nutrition;
    std::vector<Hazard> hazards;
    std::vector<WarningOfNothing> warnings_of_nothing;
    MentalHealth mental_health;
    std::map<std::pair<std::string, std::string>, std::uint64_t> survivors;  ///< who agreed to be counted, each file once, by cercle and type; never in the JSON
    /// Cases that were put on top of the usual ones.
    struct Outbreak {
        std::string disease, species;
        std::string place, cercle;       ///< P-codes: of the facility's village, and around it
        Day first_week{};                ///< its Monday
        std::uint64_t extra_cases = 0;
    };
    std::vector<Outbreak> outbreaks;
    std::uint64_t disease_reports = 0, disease_reports_missing = 0;  ///< weeks of a facility; those whose report has not arrived by the last day
    std::uint64_t people_at_gatherings = 0;
    std::vector<StockFault> stock_faults;
    std::vector<LostReferral> lost_referrals;
    std::vector<ReferralFault> referral_faults;
    std::map<std::string, std::uint64_t, std::less<>> served;  ///< services given, by species
};

/// The truth as one JSON document: keys are the members above; numbers in millionths and thousandths become decimals.
std::string truth_json(DemoTruth const& truth);

}  // namespace accalmie
