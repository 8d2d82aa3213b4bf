// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/beast.hpp: before any Boost header of the transport: compile Asio and Beast once, in beast_impl.cpp.
#pragma once

#ifndef BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_ASIO_SEPARATE_COMPILATION
#endif
#ifndef BOOST_BEAST_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION
#endif
#ifndef BOOST_ASIO_NO_DEPRECATED
#define BOOST_ASIO_NO_DEPRECATED
#endif

// g++ 12 takes the frame of an Asio coroutine, which has its own new and delete, for memory of the global new.
// It says so where a coroutine of ours ends, so the pragma stands for the whole file that includes this.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif
