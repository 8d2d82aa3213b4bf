// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_container.hpp: the zip containers that spreadsheets come in, from memory, with bounds on what they unpack to.
#pragma once

#include "core/bytes.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace accalmie::forms {

class Container {
public:
    /// `octets` must outlive the container.
    /// errors  corrupt  no zip file
    static Result<Container> open(BytesView octets);

    bool has(std::string_view name) const;
    /// One part, unpacked.
    /// errors  missing  no such part     limit  larger than SheetBounds::bytes_max, or all parts read larger than twice that     corrupt  encrypted,
    /// or its sum is wrong
    Result<std::string> read(std::string_view name);

    Container(Container&&) noexcept;
    Container& operator=(Container&&) noexcept;
    ~Container();

private:
    struct State;
    explicit Container(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace accalmie::forms
