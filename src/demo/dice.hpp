// SPDX-License-Identifier: Apache-2.0
// src/demo/dice.hpp: chance that is the same on every machine: whole numbers only, no distribution of the standard library.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

namespace accalmie::demo {

/// What a stream of chance is for; streams do not disturb each other, so that a change in one part leaves the others as they were.
enum class Stream : std::uint64_t { ground = 1, people, facilities, violence, incidents, watch, gatherings, promises, visits, trust, keys, packages, survivors, mental_health, hazards, nutrition = 31, reports = 40, diseases, stock = 51, referrals };

/// SplitMix64 (Steele, Lea & Flood 2014, OOPSLA, fig. 17).
class Dice {
public:
    Dice(std::uint64_t seed, Stream stream, std::initializer_list<std::uint64_t> which = {})
    {
        state_ = seed;
        mix(static_cast<std::uint64_t>(stream));
        for (auto const part : which) mix(part);
    }

    std::uint64_t next()
    {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }
    /// 0 to `count` - 1; `count` at least 1. Off from uniform by less than count / 2^32.
    std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(((next() >> 32U) * count) >> 32U); }
    /// `least` to `most`, both counted.
    std::int64_t between(std::int64_t least, std::int64_t most) { return least + below(static_cast<std::uint32_t>(most - least + 1)); }
    bool permille(std::uint32_t chance) { return below(1000) < chance; }
    template <class T, std::size_t Extent>
    T const& one_of(std::span<T const, Extent> things)
    {
        return things[below(static_cast<std::uint32_t>(things.size()))];
    }

    /// Events in a span in which `mean_millionths` / 1,000,000 are expected: 1,024 draws, each with an equal small chance, which is Poisson
    /// to within a hundredth or so of the variance for means up to twelve.
    std::uint32_t events(std::int64_t mean_millionths)
    {
        constexpr std::uint32_t draws = 1024;
        auto const threshold = static_cast<std::uint64_t>(mean_millionths) * 4'194'304U / 1'000'000U;  // mean / draws * 2^32
        std::uint32_t count = 0;
        for (std::uint32_t i = 0; i < draws; ++i) count += (next() >> 32U) < threshold ? 1U : 0U;
        return count;
    }

private:
    void mix(std::uint64_t part)
    {
        state_ ^= part + 0x9E3779B97F4A7C15U + (state_ << 6U) + (state_ >> 2U);
        state_ = next();
    }

    std::uint64_t state_ = 0;
};

}  // namespace accalmie::demo
