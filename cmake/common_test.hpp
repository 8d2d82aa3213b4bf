// SPDX-License-Identifier: Apache-2.0
// Precompiled for every test.
#pragma once
#include "common.hpp"
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>
