// SPDX-License-Identifier: Apache-2.0
#include "answers/referrals.hpp"

#include "answers/cells.hpp"
#include "answers/holders.hpp"
#include "answers/promise_rows.hpp"
#include "answers/referral_rows.hpp"
#include "answers/sql.hpp"

#include <map>

namespace accalmie {

namespace {

constexpr std::size_t referrals_max = 1'000'000, steps_max = 4'000'000;
using Known = ReferralMoment::Known;

std::optional<ReferralStep> step_of(std::string_view code)
{
    for (std::size_t step = 1; step < referral_steps; ++step)
        if (referral_step_code(static_cast<ReferralStep>(step)) == code) return static_cast<ReferralStep>(step);
    return std::nullopt;
}

std::string name_of(Holders const& holders, std::string const& link)
{
    auto const* const holder = holders.find(link);
    return holder == nullptr ? std::string{} : holder->name;
}

bool is_asked(ReferralsQuestion const& question, Instant opened)
{
    auto const month = Month::of(day_of(opened));
    return (!question.from || month >= *question.from) && (!question.to || month <= *question.to);
}

/// What is loaded for one question.
class Reading {
public:
    Reading(Store const& store, Asking const& asking, ReferralsQuestion const& question) : store_(&store), asking_(&asking), question_(&question), areas_(store), names_(store) {}

    Result<ReferralRecords> records()
    {
        asked_ = TRY(asked_place(*store_, question_->place));
        holders_ = TRY(Holders::load(*store_));
        TRY(load_referrals());
        TRY(load_versions());
        TRY(load_steps());
        return std::move(records_);
    }

private:
    std::size_t number_of(std::string address)
    {
        records_.records.push_back(std::move(address));
        return records_.records.size() - 1;
    }

    /// Those who send and those who receive care for the patient.
    bool is_seen(std::string const& place) { return allowed(*asking_, Action::see_open, "referral", place) && areas_.within(place, asked_); }

    Result<void> load_referrals()
    {
        auto const table = TRY(store_->query(sql::referrals));
        if (table.rows.size() > referrals_max) return Error{Error::Kind::limit, "more than 1,000,000 referrals", "referral", "ask a smaller workspace"};
        for (auto const& row : table.rows) {
            auto const opened = cell<Instant>(row[4]);
            auto const place = cell_text(row[1]), id = cell_text(row[0]);
            known_.emplace(id, unseen);
            auto const* const receiver = holders_.find(cell_text(row[3]));
            bool const is_own = is_seen(place);
            if (!opened || !is_asked(*question_, *opened) || (!is_own && (receiver == nullptr || !is_seen(receiver->place)))) continue;
            known_[id] = records_.referrals.size();
            ReferralFacts facts;
            facts.is_incoming = !is_own;
            facts.id = id, facts.record = cell_text(row[8]);
            facts.place = std::string{code_of(place)}, facts.place_name = names_.of(place);
            auto const link = cell_text(row[2]);
            auto const* const holder = holders_.find(link);
            facts.facility = holder == nullptr ? full_address(link) : holder->id;
            facts.facility_name = name_of(holders_, link), facts.to_facility_name = name_of(holders_, cell_text(row[3]));
            facts.reason = cell_text(row[5]);
            if (allowed(*asking_, Action::see_team, "referral", is_own ? place : receiver->place)) facts.token = cell<std::string>(row[6]);
            facts.is_disputed = cell_yes(row[7]);
            facts.recorded.opened = {Known::to_the_moment, *opened};
            facts.recorded.row = number_of(facts.record);
            records_.referrals.push_back(std::move(facts));
        }
        return {};
    }

    Result<void> load_versions()
    {
        auto const table = TRY(store_->query(sql::referral_versions));
        for (auto const& row : table.rows) first_versions_[cell_text(row[0])] = cell_text(row[1]);
        return {};
    }

    /// Whoever may see a referral may see what became of it, wherever that happened.
    Result<void> load_steps()
    {
        auto const table = TRY(store_->query(sql::referral_steps));
        if (table.rows.size() > steps_max) return Error{Error::Kind::limit, "more than 4,000,000 steps", "referral_step", "ask a smaller workspace"};
        for (auto const& row : table.rows) {
            auto const step = step_of(cell_text(row[1]));
            auto const at = cell<Instant>(row[2]);
            auto const link = full_address(cell_text(row[0]));
            auto const first = first_versions_.find(link);
            auto const found = known_.find(first == first_versions_.end() ? link : first->second);
            if (found == known_.end()) ++records_.steps_without_referral;
            if (found == known_.end() || found->second == unseen || !step || !at) continue;
            records_.referrals[found->second].recorded.steps.push_back({*step, {Known::to_the_moment, *at}, number_of(cell_text(row[3]))});
            records_.disputed_steps += cell_yes(row[4]) ? 1 : 0;
        }
        return {};
    }

    static constexpr std::size_t unseen = static_cast<std::size_t>(-1);
    Store const* store_;
    Asking const* asking_;
    ReferralsQuestion const* question_;
    Areas areas_;
    PlaceNames names_;
    AskedPlace asked_;
    Holders holders_;
    ReferralRecords records_;
    std::map<std::string, std::size_t, std::less<>> known_;  ///< by the address of the first version
    std::map<std::string, std::string, std::less<>> first_versions_;
};

}  // namespace

Result<ReferralsAnswer> answer_referrals(Store const& store, Asking const& asking, ReferralsQuestion const& question)
{
    if (!allowed_somewhere(asking, Action::see_open, "referral"))
        return Error{Error::Kind::denied, "referrals are for those who care for the patients", "referral", "ask the lead of the programme for a role and a place that may see them"};
    TRY(require_counts(asking, "referral"));
    if (question.from && question.to && *question.to < *question.from) return Error{Error::Kind::invalid, "a time that ends before it begins", "to", "exchange the two months"};
    auto const records = TRY(Reading(store, asking, question).records());
    return referrals_of(records, asking.today, question.limits);
}

}  // namespace accalmie
