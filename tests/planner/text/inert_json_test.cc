#include "planner/text/inert_json.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(InertJsonTest, WhatCouldChangeATerminalOrALogIsEscaped) {
  EXPECT_EQ(InertJson("{\n  \"a\u202e\u2066b\x7f\": \"\u6d4b \\n #1\"\n}\n"),
            "{\n  \"a\\u202e\\u2066b\\u007f\": \"\u6d4b \\n #1\"\n}\n");
  EXPECT_EQ(InertJson("[\"##[error]x\"]"), "[\"\\u0023#[error]x\"]");
  EXPECT_EQ(InertJson(""), "");
}

}  // namespace
}  // namespace deltaplan::planner
