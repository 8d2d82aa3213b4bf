// SPDX-License-Identifier: Apache-2.0
// cmake/common.cpp: owns the precompiled header beside it; nothing else is in here.
