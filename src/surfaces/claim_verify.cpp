// SPDX-License-Identifier: Apache-2.0
// src/surfaces/claim_verify.cpp: reading a claim's file and recomputing it.
#include "answers/change_words.hpp"
#include "surfaces/claim_file.hpp"
#include "trust/crypto.hpp"
#include "trust/signature.hpp"

#include <limits>
#include <nlohmann/json.hpp>

namespace accalmie {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t file_octets_max = 32U << 20U;
constexpr int depth_max = 16;
constexpr std::size_t items_max = 1'000'000;

Error unreadable(std::string what, std::string where) { return {Error::Kind::invalid, std::move(what), std::move(where), "ask for the file again: it is not what `accalmie claim export` writes"}; }

/// Members of an object by name, each of its kind.
class FilePart {
public:
    FilePart(Json const& json, std::string where) : json_(&json), where_(std::move(where)) {}

    Result<Json const*> member(std::string const& name) const
    {
        if (!json_->is_object() || !json_->contains(name)) return unreadable("the member is not there", where_ + name);
        return &(*json_)[name];
    }
    Result<std::string> text(std::string const& name) const
    {
        auto const* const value = TRY(member(name));
        if (value->is_null()) return std::string{};
        if (!value->is_string()) return unreadable("not a text", where_ + name);
        return value->get<std::string>();
    }
    Result<std::int64_t> integer(std::string const& name, std::int64_t least, std::int64_t most) const
    {
        auto const* const value = TRY(member(name));
        if (!value->is_number_integer() || value->get<std::int64_t>() < least || value->get<std::int64_t>() > most) return unreadable("not a whole number within bounds", where_ + name);
        return value->get<std::int64_t>();
    }
    Result<double> number(std::string const& name) const
    {
        auto const* const value = TRY(member(name));
        if (!value->is_number()) return unreadable("not a number", where_ + name);
        return value->get<double>();
    }
    Result<bool> yes(std::string const& name) const
    {
        auto const* const value = TRY(member(name));
        if (!value->is_boolean()) return unreadable("neither true nor false", where_ + name);
        return value->get<bool>();
    }
    Result<Json const*> list(std::string const& name) const
    {
        auto const* const value = TRY(member(name));
        if (!value->is_array() || value->size() > items_max) return unreadable("not a list", where_ + name);
        return value;
    }
    Result<Month> month(std::string const& name) const
    {
        auto const written = TRY(text(name));
        return parse_month(written);
    }
    Result<Day> day(std::string const& name) const
    {
        auto const written = TRY(text(name));
        return parse_day(written);
    }
    Result<FilePart> inner(std::string const& name) const
    {
        auto const* const value = TRY(member(name));
        return FilePart{*value, where_ + name + "."};
    }
    Json const& json() const { return *json_; }
    std::string const& where() const { return where_; }

private:
    Json const* json_;
    std::string where_;
};

bool is_shallow(std::string_view text)
{
    int depth = 0;
    bool in_string = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (in_string && text[at] == '\\') ++at;
        else if (text[at] == '"') in_string = !in_string;
        else if (!in_string && (text[at] == '[' || text[at] == '{') && ++depth > depth_max) return false;
        else if (!in_string && (text[at] == ']' || text[at] == '}')) --depth;
    }
    return true;
}

Result<ChangeQuestion> read_question(FilePart const& file)
{
    auto const recipe = TRY(file.inner("recipe"));
    auto const claim = TRY(file.inner("claim"));
    ChangeQuestion question;
    for (auto const& place : *TRY(recipe.list("places")))
        if (place.is_string()) question.places.push_back(place.get<std::string>());
    question.first = TRY(recipe.month("first"));
    question.last = TRY(recipe.month("last"));
    question.months = static_cast<int>(TRY(recipe.integer("months", 1, 120)));
    auto const baseline = TRY(recipe.text("baseline"));
    question.baseline = TRY(parse_baseline(baseline));
    question.baseline_years = static_cast<int>(TRY(recipe.integer("baseline_years", 1, 50)));
    question.level = TRY(recipe.number("level"));
    question.p_threshold = TRY(recipe.number("p_threshold"));
    auto const rank_by = TRY(recipe.text("rank_by"));
    question.rank_by = TRY(parse_rank_by(rank_by));
    question.kinds = TRY(recipe.text("kinds"));
    question.shuffles = static_cast<int>(TRY(recipe.integer("shuffles", 19, 9'999)));
    question.seed = static_cast<std::uint64_t>(TRY(recipe.integer("seed", 0, std::numeric_limits<std::int64_t>::max())));
    auto const sentence = TRY(claim.text("sentence"));
    question.claim.sentence = Words{sentence, sentence};
    auto const named = [](std::string text) { return text.empty() ? std::nullopt : std::optional{std::move(text)}; };
    question.claim.baseline = named(TRY(claim.text("baseline")));
    question.claim.area = named(TRY(claim.text("area")));
    question.claim.source = named(TRY(claim.text("source")));
    question.claim.months = named(TRY(claim.text("window")));
    return question;
}

Result<std::vector<EvidencePlace>> read_places(FilePart const& file)
{
    std::vector<EvidencePlace> places;
    for (auto const& json : *TRY(file.list("places"))) {
        FilePart const part{json, "places." + std::to_string(places.size()) + "."};
        EvidencePlace place;
        place.code = TRY(part.text("code"));
        place.name = TRY(part.text("name"));
        place.parent = TRY(part.text("parent"));
        place.level = static_cast<int>(TRY(part.integer("level", 0, 4)));
        auto const role = TRY(part.text("role"));
        bool known = false;
        for (auto const one : {PlaceRole::asked, PlaceRole::neighbour, PlaceRole::inside})
            if (place_role_code(one) == role) place.role = one, known = true;
        if (!known) return unreadable("a role that is none", part.where() + "role");
        places.push_back(std::move(place));
    }
    return places;
}

Result<EvidenceInput> read_input(FilePart const& part)
{
    EvidenceInput input;
    input.source = TRY(part.text("source"));
    auto const passed_on = TRY(part.text("passed_on"));
    if (passed_on != "counts" && passed_on != "hash") return unreadable("neither counts nor hash", part.where() + "passed_on");
    input.passing = passed_on == "counts" ? Passing::series : Passing::hash_only;
    input.rows = TRY(part.integer("rows", 0, 1'000'000'000'000));
    input.rows_hash = TRY(part.text("rows_hash"));
    input.series_hash = TRY(part.text("series_hash"));
    for (auto const& json : *TRY(part.list("coverage"))) {
        FilePart const row{json, part.where() + "coverage."};
        CoverageRow coverage;
        coverage.source = input.source;
        coverage.area = TRY(row.text("area"));
        coverage.kinds = TRY(row.text("kinds"));
        coverage.first_day = TRY(row.day("first_day"));
        coverage.last_day = TRY(row.day("last_day"));
        coverage.release = TRY(row.text("release"));
        input.coverage.push_back(std::move(coverage));
    }
    return input;
}

Result<std::vector<MonthlyCount>> read_counts(FilePart const& file)
{
    std::vector<MonthlyCount> counts;
    for (auto const& json : *TRY(file.list("series"))) {
        FilePart const part{json, "series."};
        auto const source = TRY(part.text("source"));
        auto const place = TRY(part.text("place"));
        auto const events = TRY(part.inner("events"));
        for (auto const& [name, value] : events.json().items()) {
            auto const month = TRY(parse_month(name));
            auto const count = TRY(events.integer(name, 0, 100'000));
            counts.push_back({source, place, month, count});
            if (counts.size() > items_max) return Error{Error::Kind::limit, "more than 1,000,000 counts", "series", "ask for a file about fewer places"};
        }
    }
    return counts;
}

Result<std::vector<DisputeRow>> read_disputes(FilePart const& file)
{
    std::vector<DisputeRow> disputes;
    for (auto const& json : *TRY(file.list("disputes"))) {
        FilePart const part{json, "disputes."};
        DisputeRow row;
        row.source = TRY(part.text("source"));
        row.month = TRY(part.month("month"));
        row.position_level = static_cast<int>(TRY(part.integer("position_level", 0, 5)));
        auto const* const areas = TRY(part.list("areas"));
        for (std::size_t i = 0; i < row.areas.size() && i < areas->size(); ++i)
            if ((*areas)[i].is_string()) row.areas[i] = (*areas)[i].get<std::string>();
        row.contender = TRY(part.yes("contender"));
        row.address = TRY(part.text("address"));
        row.replaces = TRY(part.text("replaces"));
        row.retracted = TRY(part.yes("retracted"));
        disputes.push_back(std::move(row));
    }
    return disputes;
}

Result<ClaimEvidence> read_evidence(FilePart const& file)
{
    ClaimEvidence evidence;
    evidence.question = TRY(read_question(file));
    auto const recipe = TRY(file.inner("recipe"));
    evidence.boundary = TRY(recipe.text("boundary"));
    evidence.places = TRY(read_places(file));
    for (auto const& json : *TRY(file.list("inputs"))) evidence.inputs.push_back(TRY(read_input(FilePart{json, "inputs."})));
    evidence.counts = TRY(read_counts(file));
    evidence.disputes = TRY(read_disputes(file));
    return evidence;
}

/// Holds what the file says against what was recomputed, leaf by leaf.
class Comparison {
public:
    explicit Comparison(ClaimVerification& into) : into_(into) {}

    void compare(std::string const& where, Json const& in_file, Json const& recomputed)
    {
        if (in_file.is_structured() && recomputed.is_structured() && in_file.type() == recomputed.type() && in_file.size() == recomputed.size()) {
            if (in_file.is_array()) {
                for (std::size_t i = 0; i < in_file.size(); ++i) compare(where + "." + std::to_string(i), in_file[i], recomputed[i]);
                return;
            }
            for (auto const& [name, value] : recomputed.items()) compare(where + "." + name, in_file.contains(name) ? in_file[name] : Json("(not there)"), value);
            return;
        }
        if (in_file.dump(-1, ' ', false, Json::error_handler_t::replace) == recomputed.dump()) {
            ++into_.agreed;
            return;
        }
        ++into_.differing;
        if (into_.differences.size() < ClaimVerification::differences_max)
            into_.differences.push_back({where, in_file.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 200), recomputed.dump().substr(0, 200)});
    }

private:
    ClaimVerification& into_;
};

/// What rests on counts that were not passed on is taken from the file, and told apart.
void leave_out_unpassed(ClaimEvidence const& evidence, ClaimFigures const& figures, Json const& in_file, Json& recomputed, ClaimVerification& found)
{
    for (auto const& input : evidence.inputs) {
        if (input.passing == Passing::series) continue;
        for (std::size_t i = 0; i < figures.answer.open_data.size(); ++i) {
            auto const& change = figures.answer.open_data[i];
            if (change.source != input.source || !change.covered) continue;
            found.not_recomputed.push_back(input.source);
            auto const& sources = in_file.is_object() && in_file.contains("sources") ? in_file["sources"] : Json{};
            if (sources.is_array() && i < sources.size()) recomputed["sources"][i] = sources[i];
            bool const is_named = evidence.question.claim.source == input.source;
            if (is_named && in_file.contains("claim")) recomputed["claim"] = in_file["claim"];
        }
    }
}

Result<void> compare_all(FilePart const& file, ClaimEvidence const& evidence, ClaimVerification& found)
{
    auto const figures = TRY(figures_of(evidence));
    auto const* const in_file = TRY(file.member("figures"));
    auto recomputed = Json::parse(compact_json(claim_figures_tree(figures, evidence)));
    leave_out_unpassed(evidence, figures, *in_file, recomputed, found);
    Comparison comparison{found};
    comparison.compare("figures", *in_file, recomputed);
    for (auto const& input : evidence.inputs) {
        if (input.passing == Passing::hash_only) continue;
        auto const hash = hash_of(as_bytes(series_lines(evidence.counts, input.source))).hex();
        comparison.compare("inputs." + input.source + ".series_hash", Json(input.series_hash), Json(hash));
    }
    return {};
}

}  // namespace

Result<ClaimVerification> verify_claim_file(std::string_view text)
{
    constexpr std::string_view mark = "\"signature\": \"";
    if (text.size() > file_octets_max) return Error{Error::Kind::limit, "a file of more than 32 MiB", {}, "ask for a file about fewer places"};
    if (!is_shallow(text)) return unreadable("brackets nested deeper than such a file has them", {});
    auto const json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object()) return unreadable("not JSON", {});
    FilePart const file{json, {}};
    auto const format = TRY(file.text("format"));
    if (format != "accalmie claim 1") return unreadable("not a claim of format 1", "format");
    auto const signature_at = text.rfind(mark);
    if (signature_at == std::string_view::npos) return unreadable("it is not signed", "signature");
    ClaimVerification found;
    auto const author = TRY(file.text("author"));
    found.author = TRY(AuthorId::parse(author).at("author"));
    auto const hex = TRY(file.text("signature"));
    auto const signature = TRY(from_hex(hex).at("signature"));
    bool const ends_there = text.substr(signature_at) == std::string{mark} + hex + "\"\n}\n";
    found.signature_holds = ends_there && verify_signature(found.author, as_bytes(text.substr(0, signature_at)), signature);
    found.kind = TRY(file.yes("demo")) ? Kind::demo : Kind::real;
    auto const claim = TRY(file.inner("claim"));
    found.name = TRY(claim.text("name"));
    found.sentence = TRY(claim.text("sentence"));
    auto const* const plan = TRY(file.member("plan"));
    if (!plan->is_null()) found.not_recomputed.emplace_back("plan");
    auto const evidence = TRY(read_evidence(file));
    TRY(compare_all(file, evidence, found));
    auto const figures = TRY(file.inner("figures"));
    auto const verdict = TRY(figures.inner("claim"));
    found.verdict = TRY(verdict.text("verdict"));
    return found;
}

Tree claim_verification_tree(ClaimVerification const& found)
{
    Tree differences = Tree::list(), unpassed = Tree::list(), tree = Tree::members();
    for (auto const& one : found.differences) differences.push(Tree::members().add("where", one.where).add("in_file", one.in_file).add("recomputed", one.recomputed));
    for (auto const& source : found.not_recomputed) unpassed.push(source);
    tree.add("name", found.name).add("sentence", found.sentence).add("verdict", found.verdict).add("author", found.author.hex());
    tree.add("signature_holds", found.signature_holds).add("agreed", static_cast<std::int64_t>(found.agreed)).add("differing", static_cast<std::int64_t>(found.differing));
    tree.add("differences", std::move(differences)).add("not_recomputed", std::move(unpassed)).add("holds", found.holds()).add("demo", found.kind == Kind::demo);
    return tree;
}

}  // namespace accalmie
