// SPDX-License-Identifier: Apache-2.0
// tests/test_main.cpp: runs the doctest cases of one folder.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
