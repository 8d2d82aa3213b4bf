// SPDX-License-Identifier: Apache-2.0
// src/measures/record_linkage.hpp: which records of one or more registers are the same person, by Fellegi and Sunter, without knowing the truth.
#pragma once

#include "core/result.hpp"
#include "measures/record_comparison.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace accalmie {

struct LinkageField {
    std::string name;
    Comparator comparator = Comparator::text;
};

/// A part of a blocking key.
struct BlockingPart {
    enum class How : std::uint8_t {
        equal,      ///< the cell in plain letters
        sound,      ///< how it sounds (names, texts)
        year,       ///< of a date
        month_day,  ///< of a date
        start,      ///< its first four letters
    };
    std::size_t field = 0;
    How how = How::equal;
};

/// Only records that agree in all parts are compared; a record with a missing part is left out of this pass.
using BlockingPass = std::vector<BlockingPart>;

struct LinkageRecords {
    std::vector<LinkageField> fields;             ///< 1 to 16
    std::vector<std::vector<std::string>> cells;  ///< [field][record]
    std::vector<std::size_t> list;                ///< the register of each record: only records of different registers are compared; empty: all
};

enum class LinkageOutput : std::uint8_t {
    clusters,    ///< a person may have any number of records
    one_to_one,  ///< a record is linked with at most one other
};

enum class FrequencyWeights : std::uint8_t {
    none,
    names,  ///< agreeing on a rare name says more than agreeing on a common one
};

struct LinkageSettings {
    std::vector<BlockingPass> passes;      ///< at least one; several, on different fields, find what one misses
    double false_match_rate_max = 0.005;   ///< expected share of wrong links among all, by the model
    LinkageOutput output = LinkageOutput::clusters;
    FrequencyWeights frequency = FrequencyWeights::names;
    std::size_t block_records_max = 1'000;  ///< a larger block is left out and counted
};

/// What was learnt of a field: how often each level of agreement comes up among same persons (m) and among different ones (u).
struct LinkageFieldFit {
    std::vector<double> m, u, weight;  ///< by level, 0 is full agreement; weight = log2(m / u)
    bool m_learnt = true;              ///< false: every pass blocks on this field, m is an assumption
};

struct LinkedPair {
    std::size_t first = 0, second = 0;  ///< records, first < second
    double weight = 0;                  ///< sum of the fields' weights, log2
    double probability = 0;             ///< that they are one person
};

struct Linkage {
    std::vector<LinkageFieldFit> fields;
    std::size_t records = 0;
    std::uint64_t pairs_possible = 0;
    std::size_t candidates = 0;          ///< pairs that some pass brought together
    std::size_t blocks_left_out = 0;     ///< too large
    double matches_expected = 0;         ///< sum of the probabilities of all candidates
    double threshold_weight = 0, threshold_probability = 1;
    double false_match_rate_expected = 0;   ///< among the links
    double missed_match_rate_expected = 0;  ///< of the expected matches among the candidates
    std::vector<LinkedPair> pairs;          ///< links, most certain first
    std::vector<std::vector<std::size_t>> clusters;  ///< records of one person, two or more; in order of the first record
    std::int64_t steps = 0;                          ///< of the EM algorithm, over all passes
};

/// Fellegi-Sunter linkage: u from random pairs, m by expectation and maximisation in each pass on the fields that it does not block on.
///
/// in      2 to 200,000 records; all fields of one length
/// errors  invalid  lists of different length, no pass, a part without a field, a rate outside 0 to 1, fewer than 2 records
///         limit    more records, more than 16 fields, more than 5,000,000 candidates
/// source  Fellegi & Sunter 1969, J. Am. Stat. Assoc. 64:1183-1210; Winkler 1988, 1990; Linacre et al. 2022 (Splink): u apart from m
Result<Linkage> link_records(LinkageRecords const& records, LinkageSettings const& settings);

}  // namespace accalmie
