// SPDX-License-Identifier: Apache-2.0
// tests/journal/journal_fixtures.hpp: small records, and a folder that goes when the test ends.
#pragma once

#include "journal/journal.hpp"

#include <cstdlib>
#include <random>

namespace accalmie::fixtures {

/// A record whose every octet follows from `number`.
inline StoredRecord stored(std::uint64_t number, std::size_t octets = 200)
{
    std::mt19937_64 engine{number};
    auto const bytes = [&](std::size_t count) {
        Bytes made(count);
        for (auto& octet : made) octet = static_cast<std::uint8_t>(engine() >> 32U);
        return made;
    };
    StoredRecord record;
    record.id = RecordId::from(bytes(32)).value();
    record.type = number % 2 == 0 ? "visit" : "incident";
    record.place = "ML0" + std::to_string(number % 9) + "@cod-ab-2021";
    record.author = AuthorId::from(Bytes(32, static_cast<std::uint8_t>(number % 3))).value();
    record.hlc = number << 16U;
    record.received = Instant{std::chrono::milliseconds{1'622'036'700'000 + static_cast<std::int64_t>(number)}};
    record.rows = static_cast<std::uint32_t>(number % 5 + 1);
    record.envelope = bytes(octets);
    record.parts = {{"open", 0, bytes(octets)}, {"sealed:guarantors", static_cast<std::uint8_t>(number % 3), bytes(number % 7)}};
    return record;
}

inline bool same(StoredRecord const& a, StoredRecord const& b)
{
    bool parts = a.parts.size() == b.parts.size();
    for (std::size_t i = 0; parts && i < a.parts.size(); ++i)
        parts = a.parts[i].group == b.parts[i].group && a.parts[i].state == b.parts[i].state && a.parts[i].bytes == b.parts[i].bytes;
    return parts && a.id == b.id && a.type == b.type && a.place == b.place && a.author == b.author && a.hlc == b.hlc && a.received == b.received &&
           a.rows == b.rows && a.envelope == b.envelope;
}

class Folder {
public:
    Folder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "accalmie-journal-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

}  // namespace accalmie::fixtures
