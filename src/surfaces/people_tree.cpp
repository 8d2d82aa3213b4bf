// SPDX-License-Identifier: Apache-2.0
#include "surfaces/people_tree.hpp"

namespace accalmie {

namespace {

Tree words_tree(Words const& words) { return Tree::members().add("fr", words.fr).add("en", words.en); }
Tree code_or_null(std::string_view code) { return code.empty() ? Tree{} : Tree{code}; }

Tree finished(Tree tree, Kind kind) { return std::move(tree.add("demo", kind == Kind::demo)); }

void add_area(Tree& tree, Area const& area)
{
    tree.add("place", code_or_null(area.code)).add("place_name", code_or_null(area.name));
}

void add_interval(Tree& tree, std::optional<Interval> const& interval)
{
    tree.add("lower", interval ? Tree{interval->lower} : Tree{}).add("upper", interval ? Tree{interval->upper} : Tree{});
}

template <class T>
Tree list_of(std::vector<T> const& values)
{
    auto list = Tree::list();
    for (auto const& value : values) list.push(Tree{value});
    return list;
}

Tree wave_tree(TrustWave const& wave)
{
    auto tree = Tree::members();
    tree.add("wave", wave.name).add("first_day", wave.first_day).add("last_day", wave.last_day).add("answers", wave.answers).add("persons", wave.persons);
    return tree.add("weights", recorded_code(wave.weights)).add("clusters", recorded_code(wave.clusters)).add("respondents", recorded_code(wave.respondents));
}

Tree level_tree(TrustLevel const& level)
{
    auto tree = Tree::members();
    add_area(tree, level.area);
    bool const hidden = level.too_few != TooFew::none;
    bool const few = static_cast<std::int64_t>(level.persons) < shown_count_min;
    tree.add("question", level.question).add("wave", level.wave).add("persons", few ? Tree{} : Tree{static_cast<std::int64_t>(level.persons)});
    tree.add("clusters", static_cast<std::int64_t>(level.clusters)).add("too_few", hidden ? words_tree(too_few_words(level.too_few)) : Tree{}).add("too_few_code", code_or_null(too_few_code(level.too_few)));
    tree.add("mean", level.mean).add("standard_error", level.standard_error);
    add_interval(tree, level.interval);
    return tree.add("design_effect", level.design_effect).add("degrees_of_freedom", hidden ? Tree{} : Tree{level.degrees_of_freedom}).add("disputed", level.disputed);
}

Tree change_tree(TrustChange const& change)
{
    auto tree = Tree::members();
    add_area(tree, change.area);
    tree.add("question", change.question).add("from", change.from).add("to", change.to).add("too_few", change.too_few);
    tree.add("same_clusters", change.waves == SurveyWaves::same_clusters).add("change", change.change.change).add("standard_error", change.change.standard_error);
    add_interval(tree, change.change.interval);
    return tree.add("statistic", change.change.statistic).add("p_value", change.change.p_value).add("degrees_of_freedom", change.too_few ? Tree{} : Tree{change.change.degrees_of_freedom});
}

Tree scale_tree(TrustReliability const& reliability)
{
    auto const& scale = reliability.scale;
    auto tree = Tree::members();
    auto items = Tree::list();
    for (std::size_t i = 0; i < scale.items.size(); ++i)
        items.push(Tree::members()
                       .add("question", reliability.questions[i])
                       .add("mean", scale.items[i].mean)
                       .add("standard_deviation", scale.items[i].standard_deviation)
                       .add("item_rest_correlation", scale.items[i].item_rest_correlation)
                       .add("alpha_if_dropped", scale.items[i].alpha_if_dropped));
    tree.add("wave", reliability.wave).add("persons", static_cast<std::int64_t>(scale.persons)).add("left_out", static_cast<std::int64_t>(reliability.left_out));
    tree.add("alpha", scale.alpha);
    add_interval(tree, scale.interval);
    return tree.add("standardised_alpha", scale.standardised_alpha).add("mean_correlation", scale.mean_correlation).add("omega", scale.omega).add("items", std::move(items));
}

Tree reading_tree(SignReading const& reading)
{
    return Tree::members().add("wave", reading.wave).add("too_few", reading.too_few).add("asked", reading.asked).add("seen", reading.seen).add("share", reading.share).add("disputed", reading.disputed);
}

Tree sign_tree(VillageSign const& sign)
{
    auto readings = Tree::list(), changes = Tree::list();
    for (auto const& reading : sign.readings) readings.push(reading_tree(reading));
    for (auto const& change : sign.changes)
        changes.push(Tree::members().add("from", change.from).add("to", change.to).add("share_before", change.share_before).add("share_after", change.share_after));
    auto tree = Tree::members();
    tree.add("sign", sign.sign).add("chosen_on", sign.chosen_on).add("votes_for", sign.votes_for).add("votes_cast", sign.votes_cast).add("disputed", sign.disputed);
    return tree.add("readings", std::move(readings)).add("changes", std::move(changes));
}

Tree topic_tree(TopicRow const& row)
{
    auto groups = Tree::list(), areas = Tree::list(), tree = Tree::members();
    for (auto const& group : row.groups) groups.push(Tree::members().add("group", group.group).add("voices", group.voices).add("share_of_group", group.share_of_group));
    for (auto const& area : row.areas) {
        auto one = Tree::members();
        add_area(one, area.area);
        areas.push(one.add("voices", area.voices));
    }
    tree.add("topic", row.topic).add("voices", row.voices).add("share", row.share).add("why", row.why == WhyShown::among_the_most ? "among_the_most" : "among_a_kept_group");
    return tree.add("groups", std::move(groups)).add("areas", std::move(areas)).add("by_month", list_of(row.by_month));
}

Tree rise_tree(TopicRise const& rise)
{
    auto tree = Tree::members();
    tree.add("topic", rise.topic).add("ratio", rise.ratio.ratio).add("lower", rise.ratio.exact.lower).add("upper", rise.ratio.exact.upper);
    return tree.add("p_rise", rise.p_rise).add("p_adjusted", rise.p_adjusted).add("rises", rise.rises);
}

Tree rising_tree(Rising const& rising, bool has_time)
{
    auto topics = Tree::list(), tree = Tree::members();
    for (auto const& topic : rising.topics) topics.push(rise_tree(topic));
    auto const month = [&](Month value) { return has_time ? Tree{value} : Tree{}; };
    tree.add("possible", rising.possible).add("earlier_first", month(rising.earlier_first)).add("earlier_last", month(rising.earlier_last));
    tree.add("later_first", month(rising.later_first)).add("later_last", month(rising.later_last));
    tree.add("gatherings_earlier", rising.gatherings_earlier).add("gatherings_later", rising.gatherings_later);
    return tree.add("topics", std::move(topics)).add("topics_too_few", static_cast<std::int64_t>(rising.topics_too_few));
}

Tree hearing_tree(AreaHearing const& hearing)
{
    auto groups = Tree::list(), tree = Tree::members();
    for (auto const& group : hearing.groups) {
        auto const present = shown_count(group.present);
        auto one = Tree::members();
        one.add("group", group.group).add("present", present).add("expected", group.expected).add("population_share", group.population_share);
        one.add("present_share_lower", present ? Tree{group.present_share.lower} : Tree{}).add("present_share_upper", present ? Tree{group.present_share.upper} : Tree{});
        groups.push(one.add("p_adjusted", group.p_adjusted).add("not_heard", group.not_heard));
    }
    add_area(tree, hearing.area);
    return tree.add("basis", hearing.basis == HearingBasis::sex ? "sex" : "sex_and_age").add("groups", std::move(groups));
}

Tree range_tree(ReachRange const& range)
{
    auto tree = Tree::members();
    tree.add("lower", range.lower).add("upper", range.upper).add("lower_rule", reach_rule_code(range.lower_rule)).add("upper_rule", reach_rule_code(range.upper_rule));
    return tree.add("lower_words", words_tree(reach_rule_words(range.lower_rule))).add("upper_words", words_tree(reach_rule_words(range.upper_rule)));
}

Tree service_tree(ServiceReach const& service)
{
    auto tree = Tree::members();
    tree.add("service", service.service).add("species", service.species).add("rows", service.rows).add("times_added", service.times_added);
    return tree.add("different", range_tree(service.different)).add("largest_month", service.largest_month);
}

Tree clash_tree(SourceClash const& clash)
{
    auto figures = Tree::list(), tree = Tree::members();
    for (auto const& figure : clash.figures)
        figures.push(Tree::members().add("source", figure.source).add("value", figure.value).add("definition", code_or_null(figure.definition)));
    tree.add("quantity", clash.quantity).add("area", clash.area).add("period", code_or_null(clash.period)).add("lowest", clash.lowest).add("highest", clash.highest);
    return tree.add("definitions_differ", clash.definitions_differ).add("figures", std::move(figures));
}

Tree tokens_tree(std::optional<TokenCount> const& tokens)
{
    auto tree = Tree::members();
    tree.add("known", tokens.has_value()).add("distinct", tokens ? Tree{tokens->distinct} : Tree{});
    tree.add("services", list_of(tokens ? tokens->services : std::vector<std::string>{}));
    tree.add("by_service", list_of(tokens ? tokens->by_service : std::vector<std::optional<std::int64_t>>{}));
    return tree.add("words", words_tree(tokens ? Words{"personnes différentes parmi celles qui ont accepté un jeton", "different persons among those who agreed to a token"}
                                               : Words{"aucun jeton que vous puissiez compter : seules les bornes disent quelque chose", "no token that you may count: only the bounds say anything"}));
}

}  // namespace

Words too_few_words(TooFew too_few)
{
    switch (too_few) {
    case TooFew::none: return {};
    case TooFew::nobody: return {"personne n’a répondu", "nobody answered"};
    case TooFew::persons: return {"trop peu pour dire : moins de 30 personnes", "too few to say: fewer than 30 persons"};
    case TooFew::clusters: return {"trop peu pour dire : moins de 3 grappes", "too few to say: fewer than 3 clusters"};
    case TooFew::variation: return {"trop incertain pour dire : l’erreur type dépasse 30 % du niveau", "too uncertain to say: the standard error is above 30 % of the level"};
    }
    return {};
}

Words reach_rule_words(ReachRule rule)
{
    switch (rule) {
    case ReachRule::largest: return {"au moins les personnes du plus grand service, en son plus grand mois", "at least those of the largest service, in its largest month"};
    case ReachRule::pair: return {"une paire de services dont le recouvrement est connu", "a pair of services whose overlap is known"};
    case ReachRule::dawson_sankoff: return {"borne de Dawson et Sankoff, tous les recouvrements connus", "bound of Dawson and Sankoff, all overlaps known"};
    case ReachRule::population: return {"au plus les habitants", "at most those who live there"};
    case ReachRule::sum: return {"au plus la somme, comme si personne n’était venu deux fois", "at most the sum, as if nobody came twice"};
    case ReachRule::hunter: return {"borne de Hunter : la somme moins les recouvrements connus", "bound of Hunter: the sum less known overlaps"};
    }
    return {};
}

Words refused_words(std::string_view what)
{
    if (what == "services") return {"la somme des services", "the sum of services"};
    if (what == "months") return {"la somme des mois", "the sum of months"};
    if (what == "species") return {"la somme des espèces", "the sum of species"};
    if (what == "people_and_animals") return {"la somme des personnes et des animaux", "the sum of people and animals"};
    return {"la somme d’un total et de ses parties", "the sum of a total and its parts"};
}

Words refused_reason_words(RefusedSum const& sum)
{
    auto const fr = [&]() -> std::string {
        if (sum.what == "services") return "des personnes reçues par deux services peuvent être les mêmes";
        if (sum.what == "months") return "des personnes venues en des mois différents peuvent être les mêmes";
        if (sum.what == "species") return "des animaux d’espèces différentes ne s’additionnent pas";
        if (sum.what == "people_and_animals") return "personnes, ménages, contacts et animaux ne s’additionnent pas entre eux";
        return "un total se trouve à côté de ses parties : ce sont les mêmes personnes";
    };
    return {fr(), sum.reason};
}

Tree trust_tree(TrustAnswer const& answer, Kind kind)
{
    auto tree = Tree::members();
    auto waves = Tree::list(), levels = Tree::list(), changes = Tree::list(), scales = Tree::list();
    for (auto const& wave : answer.waves) waves.push(wave_tree(wave));
    for (auto const& level : answer.levels) levels.push(level_tree(level));
    for (auto const& change : answer.changes) changes.push(change_tree(change));
    for (auto const& scale : answer.scales) scales.push(scale_tree(scale));
    tree.add("level", answer.level).add("questions", list_of(answer.questions)).add("waves", std::move(waves)).add("levels", std::move(levels));
    tree.add("changes", std::move(changes)).add("scales", std::move(scales)).add("disputed", answer.disputed).add("unplaced", answer.unplaced).add("twice", answer.twice);
    return finished(std::move(tree), kind);
}

Tree signs_tree(SignsAnswer const& answer, Kind kind)
{
    auto tree = Tree::members();
    auto signs = Tree::list();
    for (auto const& sign : answer.signs) signs.push(sign_tree(sign));
    add_area(tree, answer.village);
    tree.add("signs", std::move(signs)).add("withdrawn", answer.withdrawn).add("doubled", answer.doubled).add("impossible", answer.impossible);
    return finished(std::move(tree), kind);
}

Tree voices_tree(VoicesAnswer const& answer, Kind kind)
{
    auto tree = Tree::members();
    auto topics = Tree::list(), kept = Tree::list(), hearing = Tree::list(), without = Tree::list(), silent = Tree::list();
    for (auto const& topic : answer.topics) topics.push(topic_tree(topic));
    for (auto const& group : answer.kept)
        kept.push(Tree::members().add("group", group.group).add("voices", group.voices).add("topics", list_of(group.topics)));
    for (auto const& area : answer.hearing) hearing.push(hearing_tree(area));
    for (auto const& area : answer.without_population) {
        auto one = Tree::members();
        add_area(one, area);
        without.push(std::move(one));
    }
    for (auto const& group : answer.silent) silent.push(Tree::members().add("group", group.group).add("present", group.present));
    tree.add("from", answer.from).add("to", answer.to).add("level", answer.level).add("voices", answer.voices).add("gatherings", answer.gatherings);
    tree.add("months", list_of(answer.months)).add("topics", std::move(topics)).add("kept", std::move(kept)).add("rising", rising_tree(answer.rising, answer.to.has_value()));
    tree.add("hearing", std::move(hearing)).add("without_population", std::move(without)).add("silent", std::move(silent)).add("absent", list_of(answer.absent));
    tree.add("disputed", answer.disputed).add("shown_from", shown_count_min);
    return finished(std::move(tree), kind);
}

Tree reach_tree(ReachAnswer const& answer, Kind kind)
{
    auto tree = Tree::members();
    auto services = Tree::list(), animals = Tree::list(), refused = Tree::list(), clashes = Tree::list(), visits = Tree::members();
    for (auto const& service : answer.services) services.push(service_tree(service));
    for (auto const& [species, range] : answer.animals) animals.push(Tree::members().add("species", species).add("different", range_tree(range)));
    for (auto const& sum : answer.refused)
        refused.push(Tree::members().add("what", sum.what).add("words", words_tree(refused_words(sum.what))).add("reason", words_tree(refused_reason_words(sum))));
    for (auto const& clash : answer.clashes) clashes.push(clash_tree(clash));
    for (auto const& [visit_kind, count] : answer.visits_by_kind) visits.add(visit_kind, count);
    tree.add("from", answer.from).add("to", answer.to).add("people", answer.people ? range_tree(*answer.people) : Tree{}).add("services", std::move(services));
    tree.add("animals", std::move(animals)).add("population", answer.population).add("above_population", answer.above_population);
    tree.add("visits", answer.visits).add("visits_by_kind", std::move(visits)).add("refused", std::move(refused)).add("tokens", tokens_tree(answer.tokens));
    tree.add("clashes", std::move(clashes)).add("clashes_left_out", static_cast<std::int64_t>(answer.clashes_left_out));
    tree.add("told_twice", answer.told_twice).add("perhaps_twice", answer.perhaps_twice).add("disputed", answer.disputed).add("flagged_rows", answer.flagged_rows);
    return finished(std::move(tree), kind);
}

}  // namespace accalmie
