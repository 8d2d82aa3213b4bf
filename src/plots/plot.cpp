// SPDX-License-Identifier: Apache-2.0
#include "plots/plot.hpp"

namespace accalmie::plots {

Plot begin(std::string kind, Head const& head)
{
    Plot plot;
    plot.kind = std::move(kind);
    plot.language = head.language;
    Words const demo{"Démonstration : données simulées", "Demonstration: simulated data"};
    Words const exploratory{"Exploratoire : aucun plan n’était enregistré avant les données", "Exploratory: no plan was registered before the data"};
    Words const internal{"Usage interne : les conditions de la source interdisent de transmettre ces comptes",
                         "Internal use: the source’s terms forbid passing these counts on"};
    if (head.is_demo) plot.statuses.push_back(say(demo, head.language));
    if (head.is_exploratory) plot.statuses.push_back(say(exploratory, head.language));
    if (head.is_internal) plot.statuses.push_back(say(internal, head.language));
    if (!head.source.empty()) plot.source = (head.language == Language::french ? "Source : " : "Source: ") + head.source;
    return plot;
}

}  // namespace accalmie::plots
