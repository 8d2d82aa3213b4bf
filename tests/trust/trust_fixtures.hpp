// SPDX-License-Identifier: Apache-2.0
// tests/trust/trust_fixtures.hpp: a small record type, seeded salts and keys.
#pragma once

#include "trust/crypto.hpp"
#include "trust/record.hpp"

#include <random>

namespace accalmie::fixtures {

/// Octets that only depend on the seed.
class SeededRandom : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::uint8_t> octets) override
    {
        for (auto& octet : octets) octet = static_cast<std::uint8_t>(engine_() >> 32U);
    }

private:
    std::mt19937_64 engine_;
};

inline Field field(std::string name, FieldKind kind, std::string group = "open")
{
    Field made;
    made.name = std::move(name);
    made.kind = kind;
    made.group = std::move(group);
    return made;
}

/// Every kind of cell, and every sort of group.
inline RecordType visit_type()
{
    RecordType type;
    type.name = "visit";
    type.step = "care";
    type.fields = {field("place", FieldKind::place),         field("day", FieldKind::day),          field("people", FieldKind::integer),
                   field("dose", FieldKind::decimal),         field("urgent", FieldKind::yes_no),    field("written", FieldKind::instant),
                   field("note", FieldKind::text, "team"),    field("who", FieldKind::text, "sealed:guarantors"),
                   field("until", FieldKind::day, "sealed:movements")};
    type.groups = {"open", "team", "sealed:guarantors", "sealed:movements"};
    return type;
}

inline SigningKey author_key(std::uint8_t number = 1) { return SigningKey::from_seed(Bytes(32, number)).value(); }

inline Header header_of(std::uint64_t milliseconds = 1'622'036'700'123)
{
    Header header;
    header.dictionary = "base 0.1.0 1a2b3c4d";
    header.place = "ML0507@cod-ab-2021";
    header.hlc = {milliseconds << 16U};
    header.claimed = Instant{std::chrono::milliseconds{static_cast<std::int64_t>(milliseconds)}};
    return header;
}

inline Day day_of_may() { return parse_day("2021-05-26").value(); }

/// One visit with all but the movements said.
inline std::vector<Value> visit_values()
{
    return {std::string{"ML0507@cod-ab-2021"}, day_of_may(), std::int64_t{41}, 2.5, true, Instant{std::chrono::milliseconds{1'622'036'700'123}},
            std::string{"Les mères demandent de l’eau"}, std::string{"chef de village"}, std::monostate{}};
}

struct Audience {
    AudienceKeys keys;
    AudienceSecrets secrets;
};
inline Audience audience(std::initializer_list<std::string> names, std::uint64_t seed = 7)
{
    SeededRandom random{seed};
    Audience made;
    for (auto const& name : names) {
        auto pair = make_audience(random);
        made.keys[name] = pair.public_key;
        made.secrets[name] = pair.secret_key;
    }
    return made;
}

}  // namespace accalmie::fixtures
