// SPDX-License-Identifier: Apache-2.0
// src/demo/disputes.hpp: four incidents about which people do not agree.
#pragma once

#include "demo/scene.hpp"

namespace accalmie::demo {

/// How many of the four happened in this cercle and month: they are part of the month's events.
std::size_t disputes_in(std::size_t cercle, int month);

/// One told three times; one that two people corrected and somebody then chose; one that two people corrected and nobody chose; one beside
/// which a stranger put another account. The last three only with the pens for them. Counts them in the truth of their months. After the incidents of
/// all cercles.
Result<void> write_disputes(Scene& scene);

}  // namespace accalmie::demo
