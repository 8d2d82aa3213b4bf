// SPDX-License-Identifier: Apache-2.0
// tests/sync/negentropy_test.cpp: two sets become known to each other, whatever their overlap and however small the messages; rubbish is refused.
#include "sync/negentropy.hpp"

#include "sync/varint.hpp"
#include "trust/crypto.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>
#include <rapidcheck.h>

using namespace accalmie;

namespace {

template <class T>
T must(Result<T> result)
{
    REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
    return std::move(*result);
}

/// Number `n` at a time of `times` different ones.
SyncItem item(std::uint32_t n, std::uint64_t times)
{
    auto const text = std::to_string(n);
    return {1'700'000'000'000 + n % times, *RecordId::from(hash_of(as_bytes(text)).bytes())};
}

struct Ended {
    SyncDifference difference;
    int rounds = 0;
    std::size_t octets = 0, longest = 0;
};

Ended reconcile(SyncSet const& asks, SyncSet const& answers, std::size_t frame = 1U << 20U)
{
    Ended ended;
    std::optional<Bytes> message = negentropy_begin(asks, frame);
    while (message) {
        auto const answer = must(negentropy_answer(answers, *message, frame));
        ended.octets += message->size() + answer.size();
        ended.longest = std::max({ended.longest, message->size(), answer.size()});
        REQUIRE(++ended.rounds < 10'000);
        message = must(negentropy_next(asks, answer, frame, ended.difference));
    }
    for (auto* const list : {&ended.difference.only_here, &ended.difference.only_there}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    return ended;
}

std::vector<RecordId> ids_missing(std::vector<SyncItem> const& from, std::vector<SyncItem> const& in)
{
    std::vector<RecordId> ids, known;
    for (auto const& one : in) known.push_back(one.id);
    std::sort(known.begin(), known.end());
    for (auto const& one : from)
        if (!std::binary_search(known.begin(), known.end(), one.id)) ids.push_back(one.id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace

TEST_CASE("numbers are written the highest seven bits first")
{
    Bytes bytes;
    put_varint(bytes, 0), put_varint(bytes, 127), put_varint(bytes, 128), put_varint(bytes, 300), put_varint(bytes, ~std::uint64_t{0});
    CHECK(to_hex(bytes) == "007f8100822c81ffffffffffffffff7f");
    OctetReader reader{bytes};
    for (auto const expected : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, std::uint64_t{300}, ~std::uint64_t{0}}) CHECK(reader.varint() == expected);
    CHECK(reader.is_empty());
    auto const too_long = *from_hex("ffffffffffffffffffff7f");
    CHECK_FALSE(OctetReader{too_long}.varint());
    auto const cut = *from_hex("81");
    CHECK_FALSE(OctetReader{cut}.varint());
}

TEST_CASE("a fingerprint is the first half of SHA-256 over the sum of the ids and their number")
{
    // Two ids whose sum carries through every octet: ff..ff + 01 00 .. = 0 modulo 2^256. Python: sha256(bytes(32) + b"\x02").
    RecordId high, one;
    std::fill_n(high.data(), RecordId::size, std::uint8_t{0xFF});
    one.data()[0] = 1;
    auto const set = must(SyncSet::make({{5, high}, {4, one}}));
    auto const found = set.fingerprint(0, 2);
    Bytes hashed(33);
    hashed[32] = 2;
    auto const digest = sha256_of(hashed);
    CHECK(std::equal(found.begin(), found.end(), digest.begin()));
    CHECK(to_hex(sha256_of(as_bytes("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
}

TEST_CASE("a fingerprint of any range is that of a set of its own")
{
    std::vector<SyncItem> items;
    for (std::uint32_t n = 0; n < 300; ++n) items.push_back(item(n, 50));
    auto const all = must(SyncSet::make(items));
    std::sort(items.begin(), items.end());
    CHECK(rc::check([&] {
        auto const first = *rc::gen::inRange<std::size_t>(0, 301);
        auto const last = *rc::gen::inRange<std::size_t>(first, 301);
        auto const part = SyncSet::make({items.begin() + static_cast<std::ptrdiff_t>(first), items.begin() + static_cast<std::ptrdiff_t>(last)});
        RC_ASSERT(part);
        RC_ASSERT(part->fingerprint(0, part->size()) == all.fingerprint(first, last));
    }));
}

TEST_CASE("whatever two sets hold, each side's own is found, in frames of any size")
{
    CHECK(rc::check([] {
        auto const count = *rc::gen::element<std::uint32_t>(0, 1, 31, 32, 100, 900, 3000);
        auto const times = *rc::gen::element<std::uint64_t>(1, 7, 1'000'000);
        auto const frame = *rc::gen::element<std::size_t>(4096, 5000, 20'000, 1U << 20U);
        auto const common = *rc::gen::inRange<unsigned>(0, 101);  // percent
        std::mt19937_64 random{*rc::gen::arbitrary<std::uint64_t>()};
        std::vector<SyncItem> here, there;
        for (std::uint32_t n = 0; n < count; ++n) {
            auto const dice = random();
            if (dice % 100U < common) here.push_back(item(n, times)), there.push_back(item(n, times));
            else (dice / 100 % 2 == 0 ? here : there).push_back(item(n, times));
        }
        auto const asks = SyncSet::make(here), answers = SyncSet::make(there);
        RC_ASSERT(asks);
        RC_ASSERT(answers);
        auto const ended = reconcile(*asks, *answers, frame);
        RC_ASSERT(ended.difference.only_here == ids_missing(here, there));
        RC_ASSERT(ended.difference.only_there == ids_missing(there, here));
        RC_ASSERT(ended.longest <= frame);
    }));
}

TEST_CASE("nothing changed is one exchange of a few octets; ten new of a hundred thousand are a few rounds")
{
    std::vector<SyncItem> here;
    for (std::uint32_t n = 0; n < 100'000; ++n) here.push_back(item(n, 1'000'000));
    auto there = here;
    auto const asks = must(SyncSet::make(here));
    auto const same = reconcile(asks, must(SyncSet::make(there)));
    CHECK(same.rounds == 1);
    CHECK(same.octets < 100);
    for (std::uint32_t n = 0; n < 10; ++n) there.push_back(item(200'000 + n, 1'000'000));
    auto const ended = reconcile(asks, must(SyncSet::make(there)));
    CHECK(ended.difference.only_there.size() == 10);
    CHECK(ended.difference.only_here.empty());
    CHECK(ended.rounds <= 6);
    CHECK(ended.octets < 60'000);
}

TEST_CASE("rubbish, cut messages and other versions are refused, and never more than the frame is answered")
{
    std::vector<SyncItem> items;
    for (std::uint32_t n = 0; n < 500; ++n) items.push_back(item(n, 100));
    auto const set = must(SyncSet::make(items));
    CHECK(negentropy_answer(set, {}, 4096).error().kind == Error::Kind::invalid);
    auto const other = *from_hex("6200");
    CHECK(to_hex(must(negentropy_answer(set, other, 4096))) == "61");
    SyncDifference difference;
    CHECK(negentropy_next(set, other, 4096, difference).error().kind == Error::Kind::invalid);
    CHECK(negentropy_answer(set, Bytes(NegentropyBounds::message_octets_max + 1, 0x61), 4096).error().kind == Error::Kind::limit);
    CHECK(negentropy_answer(set, *from_hex("61000002ff7f"), 4096).error().kind == Error::Kind::invalid);  // a list of 16,383 ids that are not there
    CHECK(rc::check([&] {
        auto message = *rc::gen::container<Bytes>(rc::gen::arbitrary<std::uint8_t>());
        message.insert(message.begin(), NegentropyBounds::version);
        auto const answer = negentropy_answer(set, message, 4096);
        if (answer) RC_ASSERT(answer->size() <= 4096);
        SyncDifference found;
        auto const next = negentropy_next(set, message, 4096, found);
        RC_ASSERT(found.only_here.size() <= set.size());
    }));
}

TEST_CASE("a set refuses a record twice and a time that stands for the end")
{
    CHECK(SyncSet::make({item(1, 5), item(1, 5)}).error().kind == Error::Kind::invalid);
    auto late = item(1, 5);
    late.time = SyncBound::time_max;
    CHECK(SyncSet::make({late}).error().kind == Error::Kind::invalid);
}
