// SPDX-License-Identifier: Apache-2.0
// src/dictionary/problems.hpp: everything found wrong in a pack, up to a limit.
#pragma once

#include "dictionary/dictionary.hpp"

namespace accalmie {

class PackProblems {
public:
    void add(std::string_view file, int line, std::string what, std::string remedy)
    {
        if (found_.size() > PackLimits::problems) return;
        if (found_.size() == PackLimits::problems)
            found_.push_back({{}, 0, "there are more problems than are listed", "mend these first, then check again"});
        else
            found_.push_back({std::string{file}, line, std::move(what), std::move(remedy)});
    }
    std::size_t count() const { return found_.size(); }
    /// By file and line; the note that there are more stays last.
    std::vector<PackProblem> take() &&;

private:
    std::vector<PackProblem> found_;
};

}  // namespace accalmie
