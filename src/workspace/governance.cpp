// SPDX-License-Identifier: Apache-2.0
#include "workspace/governance.hpp"

#include "trust/crypto.hpp"
#include "workspace/sql.hpp"

#include <algorithm>

namespace accalmie {

Result<Governance::Held> Governance::held()
{
    Held held;
    for (auto const& row : TRY(workspace_.facts().query(sql::statements, {{"owner", workspace_.head().owner.hex()}})).rows) {
        auto octets = TRY(from_base64(std::get<std::string>(row[0]), Base64::url));
        if (std::get<bool>(row[1]) && !held.founding) held.founding = std::move(octets);
        else held.others.push_back(std::move(octets));
    }
    return held;
}

Result<void> Governance::write(BytesView statement, Founding founding)
{
    Fields const fields{{"document", to_base64(statement, Base64::url)}, {"is_founding", founding == Founding::yes}};
    return workspace_.write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("statement", fields));
        return {};
    });
}

Result<void> Governance::found(BytesView charter)
{
    std::lock_guard const one_at_a_time{writing_};
    auto const authority = TRY(Authority::from(charter, {}));
    auto const there = TRY(held());
    if (!there.founding) return write(charter, Founding::yes);
    if (TRY(read_statement(*there.founding)).id == authority.charter_id()) return {};
    return Error{Error::Kind::conflict, "this workspace is founded on another charter", {},
                 "a charter is replaced by one that names it and that two of its officers sign: accalmie charter draft --after"};
}

Result<void> Governance::add(BytesView statement)
{
    std::lock_guard const one_at_a_time{writing_};
    TRY(read_statement(statement));
    auto const there = TRY(held());
    bool const is_here = std::any_of(there.others.begin(), there.others.end(),
                                     [&](Bytes const& one) { return std::equal(one.begin(), one.end(), statement.begin(), statement.end()); });
    if (is_here) return {};
    return write(statement, Founding::no);
}

Result<std::optional<Authority>> Governance::authority()
{
    auto const there = TRY(held());
    if (!there.founding) return std::optional<Authority>{};
    auto authority = TRY(Authority::from(*there.founding, there.others));
    return std::optional{std::move(authority)};
}

}  // namespace accalmie
