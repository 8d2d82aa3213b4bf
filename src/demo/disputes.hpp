// SPDX-License-Identifier: Apache-2.0
// src/demo/disputes.hpp: four incidents about which people do not agree.
#pragma once

#include "demo/scene.hpp"

namespace accalmie::demo {

/// How many of the four happened in this cercle and month: they are part of the month's events.
std::size_t disputes_in(std::size_t cercle, int month);

/// One told three times; one with rival corrections and a choice; one with rival corrections still open; one beside which a stranger put
/// another account. Counts them in the truth of their months. After the incidents of all cercles.
Result<void> write_disputes(Scene& scene);

}  // namespace accalmie::demo
